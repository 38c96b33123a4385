import type { NodeInfo, PackFileInfo } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { Name, nameText } from '../../ui/words.tsx'

const documents = [
  { href: '/about/interfaces', text: 'foot.interfaces' },
  { href: '/openapi.json', text: 'about.openapi' },
  { href: '/ngsi-ld/v1/entities?type=OffStreetParking', text: 'about.ngsi' },
  { href: '/equity/v1/gap', text: 'about.gapApi' },
  { href: '/trust/laws', text: 'laws.title' },
  { href: '/trust/checkpoints', text: 'record.title' },
  { href: '/healthz', text: 'about.health' },
] as const

export const about = definePage({
  path: '/about',
  section: 'about',
  query: Type.Object({}),
  load: async ({ services }) => ({ show: await services.node() }),
  view: (node, visit) => ({
    title: visit.t('about.title'),
    body: (
      <>
        <div class="stack">
          <h1>{visit.t('about.title')}</h1>
          <p class="lead">{visit.t('about.lead')}</p>
        </div>
        <Facts node={node} visit={visit} />
        <section class="stack">
          <h2>{visit.t('about.data')}</h2>
          {visit.region?.isDemo && (
            <Notice kind="warn">
              <p>{visit.t('about.madeUp', { region: nameText(visit.region.names, visit) })}</p>
            </Notice>
          )}
          <p>{visit.t('about.sources')}</p>
          {visit.region?.attribution && (
            <p>
              <Name names={visit.region.attribution} visit={visit} />
            </p>
          )}
          <p>{visit.t('about.air')}</p>
        </section>
        {visit.region && <Travel files={visit.region.files} visit={visit} />}
        <section class="stack">
          <h2>{visit.t('about.privacy')}</h2>
          <p>{visit.t('about.cookies')}</p>
          {visit.place && (
            <form method="post" action="/place">
              <input type="hidden" name="back" value="/about" />
              <button class="second" type="submit" name="forget" value="yes">
                {visit.t('about.forget')}
              </button>
            </form>
          )}
        </section>
        <section class="stack">
          <h2>{visit.t('about.documents')}</h2>
          <ul>
            {documents.map((link) => (
              <li key={link.href}>
                <a href={link.href}>{visit.t(link.text)}</a>
              </li>
            ))}
          </ul>
        </section>
      </>
    ),
  }),
})

const fileNames = {
  'roads.osm.pbf': 'about.roads',
  'transit.zip': 'about.timetable',
  'travel.csv': 'about.table',
  'land.csv': 'about.land',
} as const

/** What of the region pack minutes are computed from: what it is, from when, how large. */
function Travel({ files, visit }: { files: readonly PackFileInfo[]; visit: Visit }) {
  const { t } = visit
  return (
    <section class="stack">
      <h2>{t('about.travel')}</h2>
      {files.length === 0 && <p>{t('about.travelNone')}</p>}
      {files.length > 0 && (
        <ul>
          {files.map((file) => (
            <li key={file.name}>{describeFile(file, visit)}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function describeFile({ name, bytes, facts, arrivedAt }: PackFileInfo, { t, format }: Visit): string {
  const known = Object.entries(fileNames).find(([file]) => file === name)?.[1]
  const megabytes = Math.round(bytes / 1e6)
  const { date, from, to } = facts
  return [
    known === undefined ? name : `${t(known)} (${name})`,
    date !== undefined && t('about.fileOf', { date: String(date) }),
    from !== undefined && t('about.fileFromTo', { from: String(from), to: String(to) }),
    megabytes < 1 ? t('about.fileSmall') : t('about.fileSize', { size: format.number(megabytes) }),
    t('about.fileArrived', { time: format.moment(arrivedAt) }),
  ]
    .filter(Boolean)
    .join(t('gap.and'))
}

function Facts({ node, visit }: { node: NodeInfo; visit: Visit }) {
  const { t, format } = visit
  const facts = [
    [t('about.node'), node.name],
    [t('about.version'), node.version],
    [t('about.licence'), node.licence],
    [t('about.since'), format.moment(node.startedAt)],
    [t('about.entities'), format.number(node.entities)],
    [t('about.readings'), format.number(node.readings)],
    [t('about.database'), node.database],
    [t('about.runtime'), node.node],
  ] as const
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
