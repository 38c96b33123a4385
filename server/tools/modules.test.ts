import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize, relative, sep } from 'node:path'
import { test } from 'node:test'

/** Who may import whom: the map in docs/architecture.md. A new arrow is a design decision and gets a page in docs/decisions. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  context: ['kernel'],
  perception: ['kernel', 'context'],
  region: ['kernel', 'context'],
  trust: ['kernel', 'context'],
  services: ['kernel', 'trust', 'region'],
  exchange: ['kernel', 'trust', 'region'],
  channels: ['kernel', 'trust'],
  insight: ['kernel', 'context'],
  equity: ['kernel'],
  contract: [],
}

/** Seen by nobody, see everything: the wiring, the command line, the made-up region, and what only tests use. */
const seesAll = new Set(['demo', 'main', 'app', 'cli', 'node', 'schemas', 'testing'])

const root = join(import.meta.dirname, '../src')

type Import = { file: string; module: string; target: string; isTest: boolean }

async function imports(): Promise<Import[]> {
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), 'utf8')
      const targets = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')
      return targets.map((target) => ({ file, module: moduleOf(file), target, isTest: isTest(file) }))
    }),
  )
  return found.flat()
}

/** A test, or what only tests of its module import. */
const isTest = (file: string) => /(\.test|(^|\/)testing-[a-z-]+)\.ts$/.test(file)

function moduleOf(file: string): string {
  const first = file.split(sep)[0] ?? ''
  return first.replace(/(\.test)?\.ts$/, '')
}

const doorOf = (target: string) => target.slice(1).split('/')[0] ?? ''

test('a module imports only the modules that the map allows', async () => {
  const wrong = (await imports())
    .filter(
      ({ target, isTest, module }) => target.startsWith('#') && !isTest && !seesAll.has(module) && doorOf(target) !== 'contract',
    )
    .filter(({ module, target }) => module !== doorOf(target) && !arrows[module]?.includes(doorOf(target)))
    .map(({ file, target }) => `${file} → ${target}`)
  assert.deepEqual(wrong, [])
})

test('a module is entered by its door', async () => {
  const wrong = (await imports())
    .filter(({ module, target }) => target.startsWith('.') && !seesAll.has(module))
    .filter(
      ({ file, target }) =>
        moduleOf(relative('.', normalize(join(dirname(file), target)))) !== moduleOf(file) || target.startsWith('../'),
    )
    .map(({ file, target }) => `${file} → ${target}`)
  assert.deepEqual(wrong, [])
})

test('every folder of the server stands in the map', async () => {
  const entries = await readdir(root, { withFileTypes: true })
  const unknown = entries.filter((entry) => entry.isDirectory() && !(entry.name in arrows) && !seesAll.has(entry.name))
  assert.deepEqual(
    unknown.map((entry) => entry.name),
    [],
  )
})

test('services do not import each other', async () => {
  const wrong = (await imports())
    .filter(({ module, target }) => module === 'services' && target.startsWith('#services'))
    .map(({ file, target }) => `${file} → ${target}`)
  assert.deepEqual(wrong, [])
})

test('settings are read in one place', async () => {
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts') && !isTest(file))
  const readers: string[] = []
  for (const file of files) if ((await readFile(join(root, file), 'utf8')).includes('process.env')) readers.push(file)
  assert.deepEqual(readers.sort(), ['cli.ts', 'main.ts', 'testing.ts'])
})
