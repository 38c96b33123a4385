import type { DatasetFault, Looked, SourceSpec, SystemView, SystemTrouble as Trouble } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { cataloguePath } from './catalogue.tsx'
import { newPath, placeName, publishFrom } from './place.ts'
import { publishPath } from './publish.tsx'
import { Faults, SystemTrouble } from './system-trouble.tsx'

type Data = {
  readonly system: SystemView
  readonly places: Looked<readonly SourceSpec[]>
  readonly done?: 'connected' | 'changed'
  readonly faults: readonly DatasetFault[]
  readonly trouble?: Trouble
}

const Query = Type.Object({ done: Type.Optional(Type.Union([Type.Literal('connected'), Type.Literal('changed')])) })
type Query = { readonly done?: 'connected' | 'changed' }

async function load({ services, params, visit, query }: Asked<Query>): Promise<Data> {
  const { datasets } = services
  const system = (await datasets.systems(visit.who)).find(({ id }) => id === params.id)
  if (system === undefined) throw noSuch(`Your department has no system ${params.id}`)
  const places = await datasets.places(visit.who, system.id)
  return { system, places, faults: [], ...(query.done && { done: query.done }) }
}

/** One of a department's own systems: what could be published of it. */
export const system = definePage({
  path: '/exchange/systems/:id',
  section: 'account',
  audience: 'officer',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: data.system.name,
    trail: [
      { href: cataloguePath, text: visit.t('catalogue.title') },
      { href: publishPath, text: visit.t('publish.title') },
    ],
    body: <SystemPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      what: Type.Union([Type.Literal('secret'), Type.Literal('disconnect')]),
      secret: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { datasets } = act.services
      const { who } = act.visit
      const id = act.params.id ?? ''
      if (act.fields.what === 'disconnect') {
        if (!(await datasets.disconnect(who, id))) throw noSuch(`Your department has no system ${id}`)
        return { go: withQuery(publishPath, { done: 'disconnected' }) }
      }
      const done = await datasets.changeSecret(who, id, act.fields.secret ?? '')
      if (done.ok) return { go: withQuery(`/exchange/systems/${id}`, { done: 'changed' }) }
      const data = await load({ ...act, query: {} })
      return { show: { ...data, faults: done.faults, ...(done.system && { trouble: done.system }) }, status: 400 }
    },
  },
})

function SystemPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { system: one, places, done } = data
  return (
    <>
      <div class="stack">
        <h1>{one.name}</h1>
        {done && (
          <Notice kind="fine">
            <p role="status">{t(`system.done.${done}`)}</p>
          </Notice>
        )}
        <SystemTrouble system={data.trouble} visit={visit} />
        <Faults faults={data.faults} visit={visit} />
      </div>
      <Facts system={one} visit={visit} />
      <section class="stack">
        <h2>{t('system.places')}</h2>
        {one.spec.kind === 'http' ? (
          <RequestForm system={one.id} visit={visit} />
        ) : places.ok ? (
          <Places system={one.id} places={places.found} visit={visit} />
        ) : (
          <SystemTrouble system={places} visit={visit} />
        )}
      </section>
      <section class="stack">
        <h2>{t('system.keep')}</h2>
        {(one.spec.kind === 'postgresql' || one.spec.kind === 'mariadb' || one.spec.kind === 'http') && (
          <NewSecret visit={visit} />
        )}
        <details>
          <summary>{t('system.disconnect')}</summary>
          <form method="post" class="stack">
            <Token visit={visit} />
            <p>{t('system.disconnectHint')}</p>
            <div>
              <button class="second" type="submit" name="what" value="disconnect">
                {t('system.disconnectNow')}
              </button>
            </div>
          </form>
        </details>
      </section>
    </>
  )
}

function Facts({ system: one, visit }: { system: SystemView; visit: Visit }) {
  const { t, format } = visit
  const { spec } = one
  const facts = [
    [t('dataset.kind'), t(`system.kind.${spec.kind}`)],
    ...whereOf(one, visit),
    [t('system.since'), format.moment(one.madeAt)],
  ]
  return (
    <dl class="facts card">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function whereOf({ spec }: SystemView, { t, format }: Visit): readonly (readonly [string, string])[] {
  switch (spec.kind) {
    case 'files':
      return [[t('datasetField.folder'), spec.folder]]
    case 'http':
      return [[t('datasetField.url'), spec.url]]
    case 'entities':
      return [[t('system.types'), format.list(spec.types)]]
    default:
      return [
        [t('datasetField.host'), `${spec.host}:${spec.port}`],
        [t('datasetField.database'), spec.database],
        [t('datasetField.user'), spec.user],
      ]
  }
}

function Places({ system: id, places, visit }: { system: string; places: readonly SourceSpec[]; visit: Visit }) {
  const { t } = visit
  if (places.length === 0) return <Empty title={t('system.noPlaces')} />
  return (
    <>
      <p>{t('system.placesHint')}</p>
      <ul class="grid">
        {places.map((place) => (
          <li key={placeName(place)}>
            <a class="card snug" href={publishFrom(id, place)}>
              <span class="title">{placeName(place) || t('system.newestFile')}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What an interface is asked for nobody can list, so it is written down. */
function RequestForm({ system: id, visit }: { system: string; visit: Visit }) {
  const { t } = visit
  return (
    <form class="card" method="get" action={newPath}>
      <input type="hidden" name="system" value={id} />
      <input type="hidden" name="kind" value="request" />
      <TextField id="path" name="path" label={t('datasetField.path')} hint={t('system.pathHint')} isNeeded />
      <TextField id="rows" name="rows" label={t('datasetField.rows')} hint={t('system.rowsHint')} value="$" />
      <TextField id="example" name="example" label={t('datasetField.example')} hint={t('system.exampleHint')} isNeeded />
      <div>
        <button type="submit">{t('system.look')}</button>
      </div>
    </form>
  )
}

function NewSecret({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <details>
      <summary>{t('system.newSecret')}</summary>
      <form method="post" class="stack">
        <Token visit={visit} />
        <TextField
          id="secret"
          name="secret"
          type="password"
          label={t('system.newSecretLabel')}
          hint={t('system.secretHint')}
          autocomplete="new-password"
          isNeeded
        />
        <div>
          <button type="submit" name="what" value="secret">
            {t('system.newSecretKeep')}
          </button>
        </div>
      </form>
    </details>
  )
}
