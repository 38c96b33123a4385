/** The documents of the collections (OGC API – Features) as pages, for whoever opens their address in a browser. */
import type { Sheet } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { type Column, Table } from '../../ui/table.tsx'

type Link = { readonly href: string; readonly rel: string; readonly title?: string }
type Feature = {
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly geometry: { readonly type: string } | null
}

/** Whatever of it a document has. */
export type OpenDocument = {
  readonly id?: string
  readonly title?: string
  readonly description?: string
  readonly links?: readonly Link[]
  readonly conformsTo?: readonly string[]
  readonly collections?: readonly OpenDocument[]
  readonly features?: readonly Feature[]
  readonly numberMatched?: number
  readonly numberReturned?: number
  readonly properties?: Feature['properties']
}

export function openDataSheet(document: OpenDocument, visit: Visit): Sheet {
  const title = document.title ?? document.id ?? visit.t('open.title')
  return { title, body: <OpenData document={document} title={title} visit={visit} /> }
}

function OpenData({ document, title, visit }: { document: OpenDocument; title: string; visit: Visit }) {
  const { t, format } = visit
  const { description, links = [], conformsTo = [], collections = [], features, properties } = document
  return (
    <>
      <div class="stack">
        <h1>{title}</h1>
        {description !== undefined && <p class="lead">{description}</p>}
      </div>
      {features && (
        <section class="stack">
          <p>
            {t('open.shown', {
              shown: format.number(document.numberReturned ?? features.length),
              all: format.number(document.numberMatched ?? features.length),
            })}
          </p>
          {features.length > 0 && <FeatureTable features={features} caption={title} visit={visit} />}
        </section>
      )}
      {properties && (
        <dl class="facts card">
          {Object.entries(properties).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {collections.map((one) => (
        <section key={one.id} class="card">
          <h2>{one.title}</h2>
          <p>{one.description}</p>
          <Links links={one.links ?? []} visit={visit} />
        </section>
      ))}
      {conformsTo.length > 0 && (
        <ul>
          {conformsTo.map((name) => (
            <li key={name}>
              <code>{name}</code>
            </li>
          ))}
        </ul>
      )}
      <section class="stack">
        <h2>{t('open.links')}</h2>
        <Links links={links} visit={visit} />
      </section>
    </>
  )
}

function FeatureTable({ features, caption, visit }: { features: readonly Feature[]; caption: string; visit: Visit }) {
  const names = [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))]
  const columns: readonly Column<Feature>[] = [
    { key: 'id', isName: true, head: visit.t('device.id'), cell: ({ id }) => id },
    ...names.map((name) => ({
      key: name,
      head: name,
      isNumber: typeof features[0]?.properties[name] === 'number',
      cell: ({ properties }: Feature) => cellText(properties[name], visit),
    })),
  ]
  return <Table caption={caption} columns={columns} rows={features} rowKey={({ id }) => id} />
}

function cellText(value: unknown, { t, format }: Visit): string {
  if (value === undefined) return t('words.none')
  return typeof value === 'number' ? format.number(value, 2) : String(value)
}

function Links({ links, visit }: { links: readonly Link[]; visit: Visit }) {
  return (
    <ul class="plain">
      {links
        .filter(({ rel }) => rel !== 'self')
        .map(({ href, rel, title }) => (
          <li key={`${rel} ${href}`}>
            <a href={href} rel={rel === 'next' || rel === 'prev' ? rel : undefined}>
              {title ?? rel}
            </a>
          </li>
        ))}
      {links.length === 0 && <li>{visit.t('words.none')}</li>}
    </ul>
  )
}
