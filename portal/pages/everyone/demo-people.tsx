import type { DemoPerson, Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Ago, Name } from '../../ui/words.tsx'
import { Trouble } from '../account/trouble.tsx'

type Waiting = { readonly contact: string; readonly code: string; readonly at: Date }

type Data = { readonly people: readonly DemoPerson[]; readonly codes: readonly Waiting[]; readonly trouble?: Failed }

/** Anywhere but on the made-up region on this machine, there is no such page. */
async function peopleFor({ services, request }: Asked<unknown>) {
  const people = await services.demoPeople(request)
  if (people === undefined) throw noSuch('There is no such page here')
  return people
}

export const demoPeople = definePage({
  path: '/demo/people',
  section: 'account',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => {
    const people = await peopleFor(asked)
    return { show: { people: people.list(), codes: await people.codes() } }
  },
  view: (data, visit) => ({ title: visit.t('demo.title'), body: <DemoView data={data} visit={visit} /> }),
  act: {
    needsToken: true,
    fields: Type.Object({ person: Type.String({ maxLength: 100 }) }),
    run: async (act): Promise<Outcome<Data>> => {
      const people = await peopleFor(act)
      const entered = await people.signIn(act.fields.person, browserOf(act.request))
      if (!entered.ok) return { show: { people: people.list(), codes: [], trouble: entered }, status: 400 }
      act.reply.header('set-cookie', entered.cookie)
      return { go: '/account' }
    },
  },
})

function DemoView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('demo.title')}</h1>
        <p class="lead">{t('demo.lead')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
      </div>
      {(['resident', 'officer'] as const).map((kind) => (
        <form key={kind} class="stack" method="post" action="/demo/people">
          <Token visit={visit} />
          <h2>{t(`demo.${kind}s`)}</h2>
          <ul class="grid">
            {data.people
              .filter((one) => one.kind === kind)
              .map((one) => (
                <li key={one.id}>
                  <button class="card snug" type="submit" name="person" value={one.id}>
                    <span class="title">
                      <Name names={one.names} visit={visit} />
                    </span>{' '}
                    <span>{t(`demo.story.${one.story}` as 'demo.story.city')}</span>
                  </button>
                </li>
              ))}
          </ul>
        </form>
      ))}
      <section class="stack">
        <h2>{t('demo.codes')}</h2>
        <p>{data.codes.length === 0 ? t('demo.noCodes') : t('demo.codesLead')}</p>
        <ul class="plain stack">
          {data.codes.map((one) => (
            <li key={`${one.contact} ${one.code}`}>
              {one.contact} <span class="bigcode">{one.code}</span> <Ago at={one.at} visit={visit} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
