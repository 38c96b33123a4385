import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import type { PlacedLaw } from './law-facts.tsx'
import { LawList, type LawsOfPage, lawsOfPage } from './law-list.tsx'
import { ProtectionTabs, protectionTrail } from './protection-tabs.tsx'

type Done = 'saved' | 'ended'
type Data = LawsOfPage & { readonly done?: Done; readonly trouble?: RightsTrouble }
type Query = { readonly page?: number; readonly done?: Done }

export const lawsPath = '/officers/protection/laws'

async function load({ services, visit, query }: Asked<Query>, trouble?: RightsTrouble): Promise<Data> {
  const { page = 1, done } = query
  return { ...(await lawsOfPage(services, visit, page)), ...(done && { done }), ...(trouble && { trouble }) }
}

/** The laws that are registered, for the data protection officer, who adds, changes and ends them. */
export const keepLaws = definePage({
  path: lawsPath,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    done: Type.Optional(Type.Union([Type.Literal('saved'), Type.Literal('ended')])),
  }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('protection.tab.laws'),
    trail: protectionTrail(visit),
    body: <KeepLaws data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ end: Type.String({ maxLength: 100 }) }),
    run: async (act): Promise<Outcome<Data>> => {
      const done = await act.services.laws.end(act.visit.who, act.fields.end)
      return done.ok ? { go: withQuery(lawsPath, { done: 'ended' }) } : { show: await load(act, done.why), status: 400 }
    },
  },
})

function KeepLaws({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <ProtectionTabs visit={visit} />
      <div class="stack">
        <h1>{t('protection.tab.laws')}</h1>
        <p class="lead">{t('laws.keepLead')}</p>
        <Told trouble={data.trouble} done={data.done && t(`laws.done.${data.done}`)} visit={visit} />
        <p>
          <a class="button" href={`${lawsPath}/edit`}>
            {t('laws.add')}
          </a>
        </p>
      </div>
      <LawList data={data} path={lawsPath} visit={visit} acts={(law) => <LawActs law={law} visit={visit} />} />
    </>
  )
}

function LawActs({ law, visit }: { law: PlacedLaw; visit: Visit }) {
  const { t, now } = visit
  const name = nameText(law.names, visit)
  const isOver = law.until !== undefined && law.until <= now
  return (
    <form class="row" method="post" action={lawsPath}>
      <Token visit={visit} />
      <a href={withQuery(`${lawsPath}/edit`, { law: law.id })} aria-label={t('laws.changeNamed', { name })}>
        {t('laws.change')}
      </a>
      {!isOver && (
        <button class="second" type="submit" name="end" value={law.id} aria-label={t('laws.endNamed', { name })}>
          {t('laws.end')}
        </button>
      )}
    </form>
  )
}
