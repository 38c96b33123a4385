import type { DatasetFault, SystemKind, SystemTrouble as Trouble } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { PageRefusal } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Tick, Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { cataloguePath } from './catalogue.tsx'
import { publishPath } from './publish.tsx'
import { Faults, SystemTrouble } from './system-trouble.tsx'

/** Those that an officer connects; entities of this node are given to a department by an operator. */
const kinds = ['postgresql', 'mariadb', 'files', 'http'] as const
type Kind = (typeof kinds)[number]

const path = '/exchange/systems/new'
const text = Type.Optional(Type.String({ maxLength: 500 }))
const Fields = Type.Object({
  name: text,
  host: text,
  port: text,
  database: text,
  user: text,
  tls: text,
  folder: text,
  url: text,
  header: text,
  secret: text,
})
type Written = { readonly [name in keyof typeof Fields.properties]?: string }

type Data = {
  readonly kind?: Kind
  readonly written: Written
  readonly faults: readonly DatasetFault[]
  readonly system?: Trouble
  readonly department: string
}

const Query = Type.Object({ kind: Type.Optional(Type.Union(kinds.map((kind) => Type.Literal(kind)))) })
type Query = { readonly kind?: Kind }

function load({ services, visit, query }: Asked<Query>): Data {
  const { who } = visit
  if (!services.datasets.mayPublish(who) || who.kind !== 'officer')
    throw new PageRefusal(403, 'denied', 'Only data stewards connect systems')
  return { ...(query.kind && { kind: query.kind }), written: {}, faults: [], department: who.department }
}

export const systemNew = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: load(asked) }),
  view: (data, visit) => ({
    title: visit.t('system.connect'),
    trail: [
      { href: cataloguePath, text: visit.t('catalogue.title') },
      { href: publishPath, text: visit.t('publish.title') },
    ],
    body: <NewSystem data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Fields,
    run: async (act): Promise<Outcome<Data>> => {
      const data = load(act)
      const { name = '', secret, ...written } = act.fields
      const draft = { name, spec: { ...written, kind: data.kind }, ...(secret !== undefined && { secret }) }
      const done = await act.services.datasets.connect(act.visit.who, draft)
      if (done.ok) return { go: withQuery(`/exchange/systems/${done.id}`, { done: 'connected' }) }
      const { faults, system } = done
      return { show: { ...data, written: { name, ...written }, faults, ...(system && { system }) }, status: 400 }
    },
  },
})

function NewSystem({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { kind } = data
  if (kind === undefined)
    return (
      <div class="stack">
        <h1>{t('system.connect')}</h1>
        <p class="lead">{t('system.chooseKind')}</p>
        <ul class="grid">
          {kinds.map((one) => (
            <li key={one}>
              <a class="card snug" href={withQuery(path, { kind: one })}>
                <span class="title">{t(`system.kind.${one}`)}</span> <span class="quiet">{t(`system.kindHint.${one}`)}</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <div class="stack">
      <h1>{t('system.connectKind', { kind: t(`system.kind.${kind}`) })}</h1>
      <p class="lead">{t('system.lead')}</p>
      <SystemTrouble system={data.system} visit={visit} />
      <Faults faults={data.faults} visit={visit} />
      <form class="card" method="post" action={withQuery(path, { kind })}>
        <Token visit={visit} />
        <Written name="name" hint={t('system.nameHint')} data={data} visit={visit} />
        <KindFields kind={kind} data={data} visit={visit} />
        <div>
          <button type="submit">{t('system.try')}</button>
        </div>
      </form>
    </div>
  )
}

function KindFields({ kind, data, visit }: { kind: SystemKind; data: Data; visit: Visit }) {
  const { t } = visit
  const { department } = data
  if (kind === 'files') return <Written name="folder" hint={t('system.folderHint', { department })} data={data} visit={visit} />
  if (kind === 'http')
    return (
      <>
        <Written name="url" hint={t('system.urlHint')} data={data} visit={visit} />
        <Written name="header" hint={t('system.headerHint')} usual="Authorization" data={data} visit={visit} />
        <Secret label={t('system.token')} visit={visit} />
      </>
    )
  return (
    <>
      <Written name="host" hint={t('system.hostHint')} data={data} visit={visit} />
      <Written name="port" usual={kind === 'postgresql' ? '5432' : '3306'} data={data} visit={visit} />
      <Written name="database" data={data} visit={visit} />
      <Written name="user" hint={t('system.userHint')} data={data} visit={visit} />
      <Secret label={t('system.password')} visit={visit} />
      <Tick
        name="tls"
        value="yes"
        text={t('system.tls')}
        hint={t('system.tlsHint')}
        isChecked={data.written.tls === 'yes' || data.written.host === undefined}
      />
    </>
  )
}

type WrittenProps = {
  readonly name: Exclude<keyof Written, 'secret' | 'tls'>
  readonly hint?: string
  readonly usual?: string
  readonly data: Data
  readonly visit: Visit
}

function Written({ name, hint, usual = '', data, visit }: WrittenProps) {
  const label = visit.t(`datasetField.${name}`)
  return (
    <TextField
      id={name}
      name={name}
      label={label}
      value={data.written[name] ?? usual}
      isNeeded
      {...(hint !== undefined && { hint })}
    />
  )
}

function Secret({ label, visit }: { label: string; visit: Visit }) {
  return (
    <TextField
      id="secret"
      name="secret"
      type="password"
      label={label}
      hint={visit.t('system.secretHint')}
      autocomplete="new-password"
    />
  )
}
