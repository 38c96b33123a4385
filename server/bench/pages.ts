import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { browserOptions } from '@datong/portal/browser'
import { type Browser, chromium } from '@playwright/test'
import { spawnNode } from '../tools/spawn-node.ts'
import { type BenchOptions, compareCost, type Result } from './result.ts'

/** What the first page may cost a resident on a weak line. */
const bytesBudget = 60 * 1024
const requestBudget = 8
const paths = ['/', '/parking', '/environment', '/gap', '/about']

/** Bytes over the line and requests of each page for residents, with an empty cache, beside what they may be. */
export async function* pages(_options: BenchOptions): AsyncIterable<Result> {
  const dataDir = await mkdtemp(join(tmpdir(), 'datong-bench-'))
  const node = await spawnNode({ dataDir, patience: 240_000 })
  const browser = await chromium.launch(await browserOptions())
  try {
    await whenAlive(node.url)
    for (const path of paths) {
      const { bytes, requests } = await visit(browser, `${node.url}${path}`)
      yield compareCost(`${path}: over the line`, bytes, bytesBudget, 'bytes')
      yield compareCost(`${path}: requests`, requests, requestBudget, 'requests')
    }
  } finally {
    await browser.close()
    await node.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The node answers before its made-up region is whole. @throws after three minutes */
async function whenAlive(url: string): Promise<void> {
  for (let second = 0; second < 180; second++) {
    const text = await (await fetch(`${url}/parking`)).text()
    if (text.includes('/parking/urn')) return
    await sleep(1000)
  }
  throw new Error('The made-up region did not appear')
}

async function visit(browser: Browser, url: string): Promise<{ bytes: number; requests: number }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  let requests = 0
  session.on('Network.requestWillBeSent', () => {
    requests += 1
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const answer = await page.goto(url, { waitUntil: 'load' })
  if (!answer?.ok()) throw new Error(`${url} answered ${answer?.status()}`)
  await page.waitForTimeout(1000)
  await context.close()
  return { bytes, requests }
}
