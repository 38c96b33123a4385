import type { Services } from '@datong/server/contract'
import type { ComponentChildren } from 'preact'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { LawFacts, type PlacedLaw, placeLaws } from './law-facts.tsx'

/** One page of laws. */
export type LawsOfPage = { readonly laws: readonly PlacedLaw[]; readonly count: number; readonly page: number }

const perPage = 20

export async function lawsOfPage(services: Services, visit: Visit, page: number): Promise<LawsOfPage> {
  const found = await services.laws.list({ limit: perPage, offset: (page - 1) * perPage })
  return { laws: await placeLaws(services, visit, found.laws), count: found.count, page }
}

type Props = {
  readonly data: LawsOfPage
  readonly path: string
  readonly visit: Visit
  /** What can be done about a law, below it. */
  readonly acts?: (law: PlacedLaw) => ComponentChildren
}

export function LawList({ data, path, visit, acts }: Props) {
  const { t } = visit
  return (
    <>
      <section class="stack">
        <h2>{t('laws.registered', { count: data.count })}</h2>
        {data.laws.length === 0 && <Empty title={t('laws.none')} />}
        <ul class="grid">
          {data.laws.map((law) => (
            <li key={law.id} class="card snug">
              <LawFacts law={law} visit={visit} />
              {acts?.(law)}
            </li>
          ))}
        </ul>
      </section>
      <Pages
        visit={visit}
        page={data.page}
        pages={Math.max(1, Math.ceil(data.count / perPage))}
        href={(page) => withQuery(path, { page })}
      />
    </>
  )
}
