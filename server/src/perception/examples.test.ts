import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readMapping } from './mapping.ts'

const root = join(import.meta.dirname, '../../..')

test('every mapping among the examples and in the guide can be used as it is', () => {
  const files = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('mapping.json'),
  )
  const guide = readFileSync(join(root, 'docs/guides/connect-your-own-data.md'), 'utf8')
  const shown = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json)
  const mappings = [...files.map((file) => readFileSync(join(root, 'examples', file), 'utf8')), ...shown]
  assert.equal(mappings.length, files.length + 1)
  for (const mapping of mappings) assert.deepEqual(readMapping(JSON.parse(mapping)), { ok: true, mapping: JSON.parse(mapping) })
})
