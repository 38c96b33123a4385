/** Where a node answers, and the operator key that it asks for. */
export type NodeAddress = { readonly url: string; readonly key: string }

/** Runs a command with a node, whether it runs already or only for as long as that takes. */
export type WithNode = <T>(use: (node: NodeAddress) => Promise<T>) => Promise<T>

/** Asks a node as its operator. @throws {Error} in the node's own words where it refuses */
export async function fetchNode({ url, key }: NodeAddress, method: string, path: string, body?: object): Promise<Response> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error(`The node at ${url} does not answer.`, { cause })
  })
  if (response.ok) return response
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.includes('json')
  throw new Error(
    isProblem ? (JSON.parse(text) as { detail?: string }).detail : `The node answered ${response.status}: ${text.slice(0, 200)}`,
  )
}
