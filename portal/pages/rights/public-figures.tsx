import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { spaced } from '../account/home.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import { NumberField } from './person-fields.tsx'
import { ProtectionTabs, protectionTrail } from './protection-tabs.tsx'

type Done = 'added' | 'dropped'
type Data = {
  readonly people: readonly { readonly name: string; readonly number: string; readonly since: Date }[]
  readonly number?: string
  readonly done?: Done
  readonly trouble?: RightsTrouble
}

const path = '/officers/protection/figures'
const Done = Type.Union([Type.Literal('added'), Type.Literal('dropped')])

async function load(
  { services, visit, query }: Asked<{ readonly done?: Done }>,
  number?: string,
  trouble?: RightsTrouble,
): Promise<Data> {
  return {
    people: await services.oversight.publicFigures(visit.who),
    ...(number !== undefined && { number }),
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble !== undefined && { trouble }),
  }
}

/** People in public life: whoever looks at one of them is asked why. */
export const publicFigures = definePage({
  path,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({ done: Type.Optional(Done) }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('figures.title'),
    trail: protectionTrail(visit),
    body: <FiguresPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      number: Type.Optional(Type.String({ maxLength: 30 })),
      drop: Type.Optional(Type.String({ maxLength: 30 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { number = '', drop } = act.fields
      const { oversight } = act.services
      const { who } = act.visit
      const done = drop === undefined ? await oversight.addPublicFigure(who, number) : await oversight.dropPublicFigure(who, drop)
      if (!done.ok) return { show: await load(act, number, done.why), status: 400 }
      return { go: withQuery(path, { done: drop === undefined ? 'added' : 'dropped' }) }
    },
  },
})

function FiguresPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <ProtectionTabs visit={visit} />
      <div class="stack">
        <h1>{t('figures.title')}</h1>
        <p class="lead">{t('figures.lead')}</p>
        <Told trouble={data.trouble} done={data.done && t(`figures.done.${data.done}`)} visit={visit} />
      </div>
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <NumberField value={data.number} visit={visit} />
        <div>
          <button type="submit">{t('figures.add')}</button>
        </div>
      </form>
      {data.people.length === 0 && <Empty title={t('figures.none')} />}
      <ul class="grid">
        {data.people.map(({ name, number, since }) => (
          <li key={number} class="card snug">
            <h2>{name}</h2>
            <p class="quiet">
              {t('account.number')} {spaced(number)}
              {t('words.dot')}
              {t('unusual.since', { day: format.moment(since) })}
            </p>
            <form method="post" action={path}>
              <Token visit={visit} />
              <button class="second" type="submit" name="drop" value={number} aria-label={t('figures.dropNamed', { name })}>
                {t('figures.drop')}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  )
}
