import type { SpawnedNode } from './spawn-node.ts'

export type Draft = { readonly id: string; readonly kind: string; readonly entity?: string; readonly decoder: string }

/** Registers devices on a node. @returns their secrets, in the same order @throws when the node refuses them */
export async function registerDevices({ url, operatorKey }: SpawnedNode, drafts: readonly Draft[]): Promise<string[]> {
  const answer = await fetch(`${url}/perception/v1/devices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorKey}` },
    body: JSON.stringify(drafts),
  })
  if (!answer.ok) throw new Error(`The devices were refused: ${await answer.text()}`)
  const { devices } = (await answer.json()) as { devices: { id: string; secret: string }[] }
  const secrets = new Map(devices.map(({ id, secret }) => [id, secret]))
  return drafts.map(({ id }) => secrets.get(id) ?? '')
}
