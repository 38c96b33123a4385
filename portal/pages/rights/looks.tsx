import type { LookView } from '@datong/server/contract'
import Type from 'typebox'
import { isMessage } from '../../site/language.ts'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { Field, Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'

type Data = { readonly looks: readonly LookView[]; readonly count: number; readonly page: number }

const path = '/account/accesses'
const perPage = 20

/** Who looked at the reader's data, why, and on what basis; and a way to ask about it. */
export const looks = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
  load: async ({ services, visit, query }): Promise<Outcome<Data>> => {
    const page = query.page ?? 1
    const { items, count } = await services.rights.looks(visit.who, { limit: perPage, offset: (page - 1) * perPage })
    return { show: { looks: items, count, page } }
  },
  view: (data, visit) => ({
    title: visit.t('looks.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <LooksPage data={data} visit={visit} />,
  }),
})

function LooksPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('looks.title')}</h1>
        <p class="lead">{t('looks.lead')}</p>
        <p>
          <a href="/trust/laws">{t('laws.title')}</a>
        </p>
      </div>
      {data.looks.length === 0 ? (
        <Empty title={t('looks.none')} />
      ) : (
        <ul class="grid">
          {data.looks.map((look) => (
            <li key={`${look.index} ${look.at.getTime()} ${look.action}`} class="card snug">
              <Look look={look} visit={visit} />
            </li>
          ))}
        </ul>
      )}
      <Pages visit={visit} page={data.page} pages={pages} href={(page) => withQuery(path, { page })} />
    </>
  )
}

function Look({ look, visit }: { look: LookView; visit: Visit }) {
  const { t, format } = visit
  const who = lookerText(look, visit)
  return (
    <>
      <h2>
        {who} {!look.isAllowed && <span class="badge fine">{t('looks.refused')}</span>}
      </h2>
      <p class="quiet">{format.moment(look.at)}</p>
      <p>{t(look.isAllowed ? `looks.did.${verbOf(look)}` : 'looks.tried', { what: whatText(look, visit) })}</p>
      {look.purpose && <p>{t('looks.purpose', { purpose: nameText(look.purpose, visit) })}</p>}
      {look.basis && <p>{t('looks.basis', { basis: basisText(look.basis, visit) })}</p>}
      {look.why && <p>{nameText(look.why, visit)}</p>}
      {look.index !== undefined && <AskAbout index={look.index} who={who} visit={visit} />}
    </>
  )
}

function AskAbout({ index, who, visit }: { index: number; who: string; visit: Visit }) {
  const { t } = visit
  const id = `ask-${index}`
  return (
    <details>
      <summary>{t('looks.ask')}</summary>
      <form method="post" action="/account/rights" class="stack">
        <Token visit={visit} />
        <input type="hidden" name="kind" value="ask" />
        <input type="hidden" name="about" value={`record ${index}`} />
        <Field id={id} label={t('looks.question', { who })}>
          <textarea id={id} name="text" rows={3} required maxLength={4000} />
        </Field>
        <div>
          <button type="submit">{t('rights.send')}</button>
        </div>
      </form>
    </details>
  )
}

const verbs = ['read', 'export', 'write', 'open', 'end'] as const

const verbOf = ({ action }: LookView) => verbs.find((verb) => verb === action) ?? 'other'

function lookerText({ by }: LookView, visit: Visit): string {
  const { t } = visit
  const kind: string = `looks.by.${by.kind}`
  const what = isMessage(kind) ? t(kind) : by.kind
  if (by.name === undefined) return what
  return by.department === undefined
    ? by.name
    : t('looks.of', { name: by.name, department: departmentText(by.department, visit) })
}

function whatText({ what, whatNames, categories }: LookView, visit: Visit): string {
  const { t, format } = visit
  const parts = (whatNames === undefined ? what : nameText(whatNames, visit)).split(', ').flatMap((part) => {
    const key: string = `looks.part.${part}`
    return part === '' ? [] : [isMessage(key) ? t(key) : part]
  })
  const kinds = categories.flatMap((category) => (category === 'sensitive' ? [t('looks.sensitive')] : []))
  return parts.length === 0 ? t('looks.part.unknown') : [format.list(parts), ...kinds].join(' ')
}

export function basisText({ kind, names }: NonNullable<LookView['basis']>, visit: Visit): string {
  if (names) return nameText(names, visit)
  const key: string = `basis.${kind}`
  return kind === 'emergency' ? visit.t('looks.emergency') : isMessage(key) ? visit.t(key) : kind
}
