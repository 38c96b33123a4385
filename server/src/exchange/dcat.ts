import type { Names } from '#contract'
import type { Dataset } from './dataset.ts'

type Facts = {
  /** Scheme, host and port of this node. */
  readonly publicUrl: string
  readonly nodeName: string
  readonly datasets: readonly Dataset[]
  /** When the catalogue last changed. */
  readonly changedAt?: Date
}

/** Prefixes and the terms that are not plain text, so that nothing has to be fetched to read the document. */
const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const

const authority = 'http://publications.europa.eu/resource/authority'

/** Who may have it: only those with whom its department agreed. */
const accessRights = { '@id': `${authority}/access-right/RESTRICTED`, '@type': 'dct:RightsStatement' }
const languages: Readonly<Record<string, string>> = { en: 'ENG', zh: 'ZHO' }

/**
 * The catalogue in DCAT-AP 3.0 as JSON-LD. It tells what there is and who has it, and nothing of where it lies.
 *
 * @see https://semiceu.github.io/DCAT-AP/releases/3.0.0/
 */
export function toDcat({ publicUrl, nodeName, datasets, changedAt }: Facts): object {
  const departments = [...new Set(datasets.map(({ department }) => department))]
  const used = [...new Set(datasets.flatMap(({ titles }) => Object.keys(titles)))].flatMap((tag) => languages[primary(tag)] ?? [])
  return {
    '@context': context,
    '@graph': [
      {
        '@id': `${publicUrl}/exchange/v1/catalogue`,
        '@type': 'dcat:Catalog',
        'dct:title': texts({ en: `Data of ${nodeName}`, 'zh-Hans': `${nodeName}的数据目录` }),
        'dct:description': texts({
          en: 'What departments publish of their own systems, for others to ask under an agreement.',
          'zh-Hans': '各部门从自有系统发布的数据，其他部门可依协议查询。',
        }),
        'dct:publisher': { '@id': `${publicUrl}/about` },
        'foaf:homepage': { '@id': `${publicUrl}/about`, '@type': 'foaf:Document' },
        ...(used.length > 0 && {
          'dct:language': [...new Set(used)].map((code) => ({ '@id': `${authority}/language/${code}` })),
        }),
        ...(changedAt && { 'dct:modified': moment(changedAt) }),
        'dcat:dataset': datasets.map(({ id }) => ({ '@id': addressOf(publicUrl, id) })),
        'dcat:service': { '@id': `${publicUrl}/exchange/v1` },
      },
      { '@id': `${publicUrl}/about`, '@type': 'foaf:Agent', 'foaf:name': nodeName },
      {
        '@id': `${publicUrl}/exchange/v1`,
        '@type': 'dcat:DataService',
        'dct:title': texts({ en: 'Exchange between departments', 'zh-Hans': '部门间数据交换' }),
        'dcat:endpointURL': { '@id': `${publicUrl}/exchange/v1` },
        'dcat:endpointDescription': { '@id': `${publicUrl}/openapi.json` },
        'dcat:servesDataset': datasets.map(({ id }) => ({ '@id': addressOf(publicUrl, id) })),
        'dct:accessRights': accessRights,
      },
      ...departments.map((department) => ({
        '@id': agentOf(publicUrl, department),
        '@type': 'foaf:Agent',
        'foaf:name': department,
      })),
      ...datasets.flatMap((dataset) => describe(publicUrl, dataset)),
    ],
  }
}

function describe(publicUrl: string, dataset: Dataset): readonly object[] {
  const { id, department, titles, descriptions, keywords, publishedAt } = dataset
  const address = addressOf(publicUrl, id)
  return [
    {
      '@id': address,
      '@type': 'dcat:Dataset',
      'dct:identifier': id,
      'dct:title': texts(titles),
      'dct:description': texts(Object.keys(descriptions).length > 0 ? descriptions : titles),
      'dct:publisher': { '@id': agentOf(publicUrl, department) },
      'dct:accessRights': accessRights,
      'dct:issued': moment(publishedAt),
      'dcat:landingPage': { '@id': address, '@type': 'foaf:Document' },
      ...(keywords.length > 0 && { 'dcat:keyword': keywords }),
      'dcat:distribution': { '@id': `${address}#asked` },
    },
    {
      '@id': `${address}#asked`,
      '@type': 'dcat:Distribution',
      'dct:title': texts({ en: 'Asked live, under an agreement', 'zh-Hans': '依协议实时查询' }),
      'dcat:accessURL': { '@id': address },
      'dcat:accessService': { '@id': `${publicUrl}/exchange/v1` },
      'dct:format': { '@id': `${authority}/file-type/JSON` },
    },
  ]
}

const addressOf = (publicUrl: string, id: string) => `${publicUrl}/exchange/datasets/${id}`
const agentOf = (publicUrl: string, department: string) =>
  `${publicUrl}/exchange/v1/departments/${encodeURIComponent(department)}`
const moment = (at: Date) => ({ '@type': 'xsd:dateTime', '@value': at.toISOString() })
const primary = (tag: string) => tag.split('-')[0] ?? tag

const texts = (names: Names) =>
  Object.entries(names)
    .filter(([, text]) => text.trim() !== '')
    .map(([language, text]) => ({ '@language': language, '@value': text }))
