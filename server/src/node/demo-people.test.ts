import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RegionInfo, RegionService } from '#contract'
import { readConfig } from '#kernel'
import type { AccountParts } from '#trust'
import { demoPeopleFinder } from './demo-people.ts'

const region = (isDemo: boolean) => ({ info: async () => ({ isDemo }) as RegionInfo }) as RegionService
const accounts = {} as AccountParts
const here = { ip: '127.0.0.1', hostname: 'localhost' }

async function isThere(env: Record<string, string>, request = here, isDemo = true, args: string[] = []): Promise<boolean> {
  return (await demoPeopleFinder(readConfig(env, args), region(isDemo), accounts)(request)) !== undefined
}

test('anybody may be one of the made-up people on the made-up region and at this machine', async () => {
  assert.ok(await isThere({}))
  assert.ok(await isThere({}, { ip: '::1', hostname: '127.0.0.1' }))
})

test('and nowhere else: not on another region, address, or name, nor for whoever comes from elsewhere', async () => {
  assert.ok(!(await isThere({}, here, false)), 'a region of its own')
  assert.ok(!(await isThere({}, here, true, ['--no-demo'])))
  assert.ok(!(await isThere({ HOST: '0.0.0.0' })), 'listens to others')
  assert.ok(!(await isThere({ HOST: '192.0.2.7' })))
  assert.ok(!(await isThere({ PUBLIC_URL: 'https://node.example' })), 'is reached through something else')
  assert.ok(!(await isThere({}, { ip: '192.0.2.1', hostname: 'localhost' })), 'a proxy says who asks')
  assert.ok(!(await isThere({}, { ip: '127.0.0.1', hostname: 'node.example' })), 'under another name')
  assert.ok(!(await isThere({}, { ip: '127.0.0.1', hostname: 'localhost.evil.example' })))
})
