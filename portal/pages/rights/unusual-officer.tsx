import type { OverseenLook, OverseenOfficer, UnusualView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Field, Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { spaced } from '../account/home.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import { basisText } from './looks.tsx'
import { protectionTrail } from './protection-tabs.tsx'
import { Standing } from './unusual.tsx'
import { Reasons } from './unusual-reasons.tsx'

type Data = {
  readonly officer: OverseenOfficer
  readonly unusual?: UnusualView
  readonly until: Date
  readonly looks: readonly OverseenLook[]
  readonly count: number
  readonly days: number
  readonly page: number
  readonly note: string
  readonly trouble?: RightsTrouble
}
type Query = { readonly days?: number; readonly page?: number }

const list = '/officers/protection/unusual'
const perPage = 50

async function load({ services, visit, query, params }: Asked<Query>, note = '', trouble?: RightsTrouble): Promise<Data> {
  const { days = 30, page = 1 } = query
  const ask = { days, limit: perPage, offset: (page - 1) * perPage }
  const found = await services.oversight.looksOf(visit.who, params.id ?? '', ask)
  if (found === undefined) throw noSuch('There is no such officer')
  return { ...found, days, page, note, ...(trouble !== undefined && { trouble }) }
}

/** The looks of one officer, and what was found of them. */
export const unusualOfficer = definePage({
  path: `${list}/:id`,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: data.officer.name,
    trail: [...protectionTrail(visit), { href: list, text: visit.t('unusual.title') }],
    body: <OfficerPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      note: Type.String({ maxLength: 4000 }),
      until: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
      days: Type.Integer({ minimum: 1, maximum: 92 }),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { note, until, days } = act.fields
      const review = { days, until: new Date(until), note }
      const done = await act.services.oversight.review(act.visit.who, act.params.id ?? '', review)
      if (done.ok) return { go: withQuery(list, { days, done: 'yes' }) }
      return { show: await load({ ...act, query: { days } }, note, done.why), status: 400 }
    },
  },
})

function OfficerPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { officer, unusual, days, page } = data
  const path = `${list}/${officer.id}`
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{officer.name}</h1>
        <Told trouble={data.trouble} visit={visit} />
        {unusual === undefined ? (
          <p>
            {departmentTitle(officer.department, visit)}
            {t('words.dot')}
            {t('unusual.ordinary')}
          </p>
        ) : (
          <>
            <Standing one={unusual} visit={visit} />
            <Reasons reasons={unusual.reasons} visit={visit} />
            <p>{t('unusual.ask')}</p>
            <form class="card" method="post" action={path}>
              <Token visit={visit} />
              <input type="hidden" name="until" value={data.until.toISOString()} />
              <input type="hidden" name="days" value={String(days)} />
              <Field id="note" label={t('protection.note')} hint={t('emergency.reasonHint')}>
                <textarea id="note" name="note" rows={3} required maxLength={4000} aria-describedby="note-hint">
                  {data.note}
                </textarea>
              </Field>
              <div>
                <button type="submit">{t('unusual.review')}</button>
              </div>
            </form>
          </>
        )}
      </div>
      {data.looks.length === 0 ? <Empty title={t('unusual.noLooks')} /> : <Looks looks={data.looks} visit={visit} />}
      <Pages visit={visit} page={page} pages={pages} href={(next) => withQuery(path, { days, page: next })} />
    </>
  )
}

function Looks({ looks, visit }: { looks: readonly OverseenLook[]; visit: Visit }) {
  const { t, format } = visit
  return (
    <Table
      caption={t('unusual.table')}
      rows={looks}
      rowKey={(look) => `${look.at.getTime()} ${look.person?.number} ${look.action}`}
      columns={[
        { key: 'at', head: t('unusual.at'), cell: ({ at }) => format.moment(at), isName: true },
        { key: 'who', head: t('askConsent.person'), cell: ({ person }) => personText(person, visit) },
        { key: 'why', head: t('file.purpose'), cell: ({ purpose }) => (purpose ? nameText(purpose, visit) : '—') },
        { key: 'basis', head: t('file.basis'), cell: ({ basis }) => (basis ? basisText({ kind: basis }, visit) : '—') },
        { key: 'marks', head: t('unusual.marks'), cell: (look) => <Marks look={look} visit={visit} /> },
      ]}
    />
  )
}

const personText = (person: OverseenLook['person'], { t }: Visit) =>
  person === undefined ? t('unusual.gone') : `${person.name} ${spaced(person.number).replaceAll(' ', '\u00a0')}`

function Marks({ look, visit }: { look: OverseenLook; visit: Visit }) {
  const { t } = visit
  const marks = [
    ...(look.isAllowed ? [] : [t('looks.refused')]),
    ...(look.isAtNight ? [t('unusual.mark.night')] : []),
    ...(look.isNeighbour ? [t('unusual.mark.neighbour')] : []),
    ...(look.isPublicFigure ? [t('unusual.mark.figure')] : []),
    ...(look.category === 'sensitive' ? [t('unusual.mark.sensitive')] : []),
  ]
  return <>{marks.length === 0 ? '—' : marks.join(t('words.dot'))}</>
}
