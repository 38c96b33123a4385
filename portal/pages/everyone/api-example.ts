/** How an operation is called from a command line, and who may call it. */
import type { Operation } from './api-document.ts'

/** `open-types`: anybody for entities of which every type is open data, an operator for all. */
export type Access = 'anybody' | 'open-types' | 'operator' | 'device'

export function accessOf({ method, path }: Pick<Operation, 'method' | 'path'>): Access {
  if (path === '/perception/v1/readings') return 'device'
  if (path.startsWith('/perception/') || path === '/region/v1/packs') return 'operator'
  if (!path.startsWith('/ngsi-ld/')) return 'anybody'
  const isRead = (method === 'GET' && /\/(entities|types\/)/.test(path)) || path.endsWith('/query')
  return isRead ? 'open-types' : 'operator'
}

/** Bodies that are no JSON. */
const uploads: Readonly<Record<string, string>> = {
  '/region/v1/packs': '-F file=@region.json -F file=@areas.csv',
  '/perception/v1/imports': "-H 'content-type: text/csv' --data-binary @table.csv",
}
const json = "-H 'content-type: application/json' -d @body.json"

export function curlOf(operation: Operation, address: string): string {
  const { method, path } = operation
  const required = operation.parameters.filter((one) => one.in === 'query' && one.isRequired)
  const query = required.map(({ name }) => `${name}=${placeholder(name)}`).join('&')
  const url = `${address}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => placeholder(name))}${query && `?${query}`}`
  return ['curl', ...(method === 'GET' ? [] : [`-X ${method}`]), `'${url}'`, ...signInOf(operation), ...bodyOf(operation)].join(
    ' ',
  )
}

function signInOf(operation: Operation): readonly string[] {
  const access = accessOf(operation)
  if (access === 'device') return ['-u "$DEVICE:$SECRET"']
  return access === 'operator' ? ['-H "authorization: Bearer $KEY"'] : []
}

function bodyOf({ method, path, bodies }: Operation): readonly string[] {
  if (method === 'GET' || method === 'DELETE') return []
  const upload = uploads[path]
  if (upload !== undefined) return [upload]
  const takesJson = bodies.length > 0 || path.startsWith('/ngsi-ld/') || path.endsWith('/readings')
  return takesJson ? [json] : []
}

const placeholder = (name: string) => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
