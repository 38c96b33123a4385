import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Static } from 'typebox'
import type { DeviceDraft, DeviceShape } from './device-view.ts'
import { askNode, type NodeAddress } from './node-client.ts'

/** Runs a command with a node, whether it runs already or only for as long as that takes. */
export type WithNode = <T>(use: (node: NodeAddress) => Promise<T>) => Promise<T>

type Shown = Static<typeof DeviceShape>
type Secret = { id: string; topic: string; secret: string }
type AddOptions = {
  kind?: string
  name?: string
  entity?: string
  area?: string
  at?: string
  decoder?: string
  unit?: string[]
}

const devices = '/perception/v1/devices'
const one = (id: string) => `${devices}/${encodeURIComponent(id)}`
const print = (text: string) => void process.stdout.write(`${text}\n`)

/** `datong device add | list | show | rotate | remove` */
export function registerDeviceCommands(program: Command, withNode: WithNode): void {
  const device = program.command('device').description('register what sends readings')

  device
    .command('add')
    .description('register a device, or those in a JSON file, and print the secret of each: it is shown only now')
    .argument('[id]', 'letters, digits and . _ : -')
    .option('--kind <type>', 'the NGSI-LD type of what it observes, for example AirQualityObserved')
    .option('--name <text>', 'its name')
    .option('--entity <uri>', 'the entity it observes (default urn:ngsi-ld:<kind>:<id>)')
    .option('--area <path>', 'the path of its area, for example /520000/520100')
    .option('--at <lon,lat>', 'where it is, WGS 84')
    .option('--decoder <name>', 'json, ngsi-ld or mapping:<name>', 'json')
    .option('--unit <attribute=code...>', 'UN/CEFACT unit codes, for example pm25=GQ')
    .option('--file <file>', 'a JSON list of devices instead')
    .action(async (id: string | undefined, { file, ...options }: AddOptions & { file?: string }) => {
      const drafts = file === undefined ? toDraft(id, options) : JSON.parse(await readFile(file, 'utf8'))
      const added = await withNode((node) => askNode<{ devices: Secret[] }>(node, 'POST', devices, drafts))
      print('id,secret,topic')
      for (const { id, secret, topic } of added.devices) print(`${id},${secret},${topic}`)
    })

  device
    .command('list')
    .description('devices, by id')
    .argument('[text]', 'part of an id, a name or a kind')
    .action(async (text?: string) => {
      const query = new URLSearchParams({ limit: '1000', ...(text !== undefined && { text }) })
      const { devices: found, count } = await withNode((node) =>
        askNode<{ devices: Shown[]; count: number }>(node, 'GET', `${devices}?${query}`),
      )
      for (const { id, kind, lastSeen = 'never', accepted, refused } of found)
        print([id.padEnd(28), kind.padEnd(28), lastSeen.padEnd(26), `${accepted} accepted, ${refused} refused`].join(' '))
      if (count > found.length) print(`and ${count - found.length} more`)
    })

  device
    .command('show')
    .description('one device')
    .argument('<id>')
    .action(async (id: string) => print(JSON.stringify(await withNode((node) => askNode<Shown>(node, 'GET', one(id))), null, 2)))

  device
    .command('rotate')
    .description('give a device a new secret; the old one is void at once')
    .argument('<id>')
    .action(async (id: string) => print((await withNode((node) => askNode<Secret>(node, 'POST', `${one(id)}/rotate`))).secret))

  device
    .command('remove')
    .description('take a device off the registry; what it measured stays')
    .argument('<id>')
    .action((id: string) => withNode((node) => askNode(node, 'DELETE', one(id))))
}

function toDraft(id: string | undefined, { kind, at, unit = [], ...rest }: AddOptions): DeviceDraft {
  if (id === undefined || kind === undefined)
    throw new Error('Name the device and what it observes: datong device add ID --kind TYPE')
  const position = at?.split(',').map(Number)
  if (position !== undefined && (position.length !== 2 || !position.every(Number.isFinite)))
    throw new Error(`--at ${at} is not longitude,latitude`)
  const units = Object.fromEntries(unit.map((pair) => pair.split('=') as [string, string]))
  return { id, kind, ...rest, ...(position && { position: position as [number, number] }), ...(unit.length > 0 && { units }) }
}
