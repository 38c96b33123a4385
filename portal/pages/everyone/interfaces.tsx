/** The interfaces for programs, written out from the document that the routes themselves make. */
import Type from 'typebox'
import { isMessage, type MessageKey } from '../../site/language.ts'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { addressOf, type Group, groupsOf, type Operation, type Parameter } from './api-document.ts'
import { accessOf, curlOf } from './api-example.ts'

type Data = { readonly address: string; readonly groups: readonly Group[] }

export const interfaces = definePage({
  path: '/about/interfaces',
  section: 'about',
  query: Type.Object({}),
  load: async ({ services }) => {
    const document = services.api()
    return { show: { address: addressOf(document), groups: groupsOf(document) } as Data }
  },
  view: (data, visit) => ({
    title: visit.t('api.title'),
    trail: [{ href: '/about', text: visit.t('about.title') }],
    body: <InterfacesView data={data} visit={visit} />,
  }),
})

function InterfacesView({ data: { address, groups }, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('api.title')}</h1>
        <p class="lead">{t('api.lead')}</p>
        <p>
          <a href="/openapi.json">{t('about.openapi')}</a>
        </p>
        <p>
          {t('api.address')} <code>{address}</code>
        </p>
      </div>
      <SignIn address={address} visit={visit} />
      <nav class="stack" aria-label={t('api.contents')}>
        <h2>{t('api.contents')}</h2>
        <ul class="row plain">
          {groups.map(({ tag }) => (
            <li key={tag}>
              <a href={`#${anchorOf(tag)}`}>{tagText(tag, visit)}</a>
            </li>
          ))}
        </ul>
      </nav>
      {groups.map(({ tag, operations }) => (
        <section key={tag} class="stack" id={anchorOf(tag)}>
          <h2>{tagText(tag, visit)}</h2>
          {operations.map((operation) => (
            <OperationView key={`${operation.method} ${operation.path}`} operation={operation} address={address} visit={visit} />
          ))}
        </section>
      ))}
    </>
  )
}

/** The three ways in, each with a call that can be tried. */
function SignIn({ address, visit }: { address: string; visit: Visit }) {
  const { t } = visit
  const ways = [
    ['api.openWay', `curl '${address}/region/v1/areas?limit=5'`],
    [
      'api.operatorWay',
      `KEY=$(cat data/operator.key)\ncurl -H "authorization: Bearer $KEY" '${address}/perception/v1/devices?limit=5'`,
    ],
    [
      'api.deviceWay',
      `curl -u "$DEVICE:$SECRET" '${address}/perception/v1/readings' \\\n  -H 'content-type: application/json' -d '{"height": 1.84}'`,
    ],
  ] as const
  return (
    <section class="stack">
      <h2>{t('api.signIn')}</h2>
      {ways.map(([text, example]) => (
        <div key={text} class="stack tight">
          <p>{t(text)}</p>
          <Command text={example} />
        </div>
      ))}
      <p>{t('api.refusals')}</p>
    </section>
  )
}

function OperationView({ operation, address, visit }: { operation: Operation; address: string; visit: Visit }) {
  const { t } = visit
  const { method, path, summary, description, parameters } = operation
  return (
    <article class="card snug operation">
      <h3>
        <code>
          <strong>{method}</strong> {path}
        </code>
      </h3>
      {summary !== '' && <p lang="en">{summary}</p>}
      {description !== undefined && (
        <p class="quiet" lang="en">
          {description}
        </p>
      )}
      <p class="quiet">{t(`api.access.${accessOf(operation)}`)}</p>
      <Command text={curlOf(operation, address)} />
      {parameters.length > 0 && (
        <details>
          <summary>{t('api.parameters', { count: parameters.length })}</summary>
          <ul class="plain stack tight">
            {parameters.map((parameter) => (
              <ParameterView key={`${parameter.in} ${parameter.name}`} parameter={parameter} visit={visit} />
            ))}
          </ul>
        </details>
      )}
    </article>
  )
}

function ParameterView({ parameter, visit }: { parameter: Parameter; visit: Visit }) {
  const { t } = visit
  const { name, isRequired, description, choices } = parameter
  const facts = [
    t(parameter.in === 'path' ? 'api.inPath' : 'api.inQuery'),
    ...(isRequired ? [t('api.required')] : []),
    ...(parameter.default === undefined ? [] : [t('api.default', { value: parameter.default })]),
  ]
  return (
    <li>
      <code>{name}</code> <span class="quiet">{facts.join(t('words.dot'))}</span>
      {choices.length > 0 && <code> {choices.join(' | ')}</code>}
      {description !== undefined && <span lang="en"> {description}</span>}
    </li>
  )
}

export function Command({ text }: { text: string }) {
  return (
    <pre class="command">
      <code>{text}</code>
    </pre>
  )
}

/** Tags are the server's own; those that the messages know are said in the reader's language. */
export function tagText(tag: string, { t }: Visit): string {
  const key = `api.tag.${tag.replace('Context: ', 'context-')}` as MessageKey
  return isMessage(key) ? t(key) : tag
}

const anchorOf = (tag: string) => tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
