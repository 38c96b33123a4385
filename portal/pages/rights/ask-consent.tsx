import type { ConsentView, DataCategory, PurposeView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { listNames, type RightsTrouble, Told } from './done.tsx'
import { CategoryField, NumberField, PurposeField } from './person-fields.tsx'

type Wish = {
  readonly number?: string
  readonly service?: string
  readonly purpose?: string
  readonly category?: DataCategory
  readonly about?: string
  readonly days?: number
}
type Data = {
  readonly asked: readonly ConsentView[]
  readonly purposes: readonly PurposeView[]
  readonly wish: Wish
  readonly isDone: boolean
  readonly trouble?: RightsTrouble
}

const path = '/officers/consents'

async function load(
  { services, visit, query }: Asked<{ done?: string }>,
  wish: Wish = {},
  trouble?: RightsTrouble,
): Promise<Data> {
  const { consents } = services
  return {
    asked: await consents.asked(visit.who),
    purposes: consents.purposes,
    wish,
    isDone: query.done !== undefined,
    ...(trouble !== undefined && { trouble }),
  }
}

export const askConsent = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ done: Type.Optional(Type.String({ maxLength: 10 })) }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('askConsent.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <AskPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      number: Type.String({ maxLength: 30 }),
      service: Type.String({ minLength: 1, maxLength: 200 }),
      purpose: Type.String({ maxLength: 60 }),
      category: Type.Union([Type.Literal('personal'), Type.Literal('sensitive')]),
      about: Type.String({ minLength: 1, maxLength: 500 }),
      days: Type.Integer({ minimum: 1, maximum: 1826 }),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { purpose, ...wish } = act.fields
      const done = await act.services.consents.ask(act.visit.who, { ...wish, purposes: [purpose] })
      return done.ok ? { go: withQuery(path, { done: 'yes' }) } : { show: await load(act, act.fields, done.why), status: 400 }
    },
  },
})

function AskPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('askConsent.title')}</h1>
        <p class="lead">{t('askConsent.lead')}</p>
        <Told trouble={data.trouble} done={data.isDone ? t('askConsent.done') : undefined} visit={visit} />
      </div>
      <AskForm data={data} visit={visit} />
      {data.asked.length === 0 ? (
        <Empty title={t('askConsent.none')} />
      ) : (
        <Table
          caption={t('askConsent.table')}
          rows={data.asked}
          rowKey={({ id }) => id}
          columns={[
            { key: 'who', head: t('askConsent.person'), cell: ({ person }) => person?.name ?? '—', isName: true },
            { key: 'what', head: t('askConsent.about'), cell: ({ about }) => about },
            { key: 'why', head: t('file.purpose'), cell: ({ purposes }) => listNames(purposes, visit) },
            { key: 'state', head: t('askConsent.state'), cell: ({ state }) => t(`consents.state.${state}`) },
            { key: 'at', head: t('askConsent.at'), cell: ({ askedAt }) => visit.format.moment(askedAt) },
          ]}
        />
      )}
    </>
  )
}

function AskForm({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { wish } = data
  const given = (value: string | undefined) => (value === undefined ? {} : { value })
  return (
    <form class="card" method="post" action={path}>
      <Token visit={visit} />
      <NumberField value={wish.number} visit={visit} />
      <TextField id="service" name="service" label={t('askConsent.service')} isNeeded {...given(wish.service)} />
      <TextField
        id="about"
        name="about"
        label={t('askConsent.about')}
        hint={t('askConsent.aboutHint')}
        isNeeded
        {...given(wish.about)}
      />
      <PurposeField value={wish.purpose} purposes={data.purposes} visit={visit} />
      <CategoryField value={wish.category} visit={visit} />
      <TextField
        id="days"
        name="days"
        label={t('askConsent.days')}
        inputmode="numeric"
        isNeeded
        value={String(wish.days ?? 180)}
      />
      <div>
        <button type="submit">{t('askConsent.ask')}</button>
      </div>
    </form>
  )
}
