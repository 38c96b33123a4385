/** Pictures of the pages for the guides: `npm run screenshots [folder]`, of the node at DATONG_URL or one started for the purpose. */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from '@playwright/test'
import { browserOptions } from '../e2e/browser.ts'
import startNode from '../e2e/start-node.ts'
import { toIndexed } from './small-png.ts'

type Shot = {
  readonly name: string
  readonly path: string
  /** Links to follow, one after the other, before the picture is taken. */
  readonly follow?: readonly string[]
  readonly language?: string
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
}

/** From the list of the home page down to a village in the countryside. */
const village = ['main li:nth-child(4) a.card', 'main section:last-child a.card', 'main section:last-child li:last-child a.card']

const shots: readonly Shot[] = [
  { name: 'home', path: '/', height: 900 },
  { name: 'village', path: '/', follow: village, height: 1000 },
  { name: 'parking-site', path: '/parking', follow: ['main .card h3 a'], height: 1180 },
  { name: 'environment', path: '/environment', height: 1180 },
  { name: 'gap', path: '/gap', width: 1000, height: 1500 },
  { name: 'workbench', path: '/planning?service=clinic&measure=two-step&layer=settlements', width: 1100, height: 1750 },
  { name: 'village-phone', path: '/', follow: village, width: 360, height: 780 },
  { name: 'home-phone-zh', path: '/', language: 'zh-CN', width: 360, height: 780 },
  { name: 'gap-phone-dark', path: '/gap', scheme: 'dark', width: 360, height: 780 },
]

const [folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))] = process.argv.slice(2)

async function take(browser: Browser, shot: Shot): Promise<void> {
  const { name, path, follow = [], language = 'en-GB', scheme = 'light', width = 1280, height = 900 } = shot
  const context = await browser.newContext({
    baseURL: process.env.DATONG_URL ?? '',
    locale: language,
    colorScheme: scheme,
    viewport: { width, height },
  })
  const page = await context.newPage()
  await page.goto(path)
  for (const link of follow) {
    const address = page.url()
    await page.locator(link).first().click()
    await page.waitForURL((next) => next.href !== address)
  }
  await writeFile(`${folder}/${name}.png`, toIndexed(await page.screenshot()))
  await context.close()
}

await mkdir(folder, { recursive: true })
const stop = await startNode()
const browser = await chromium.launch(await browserOptions())
for (const shot of shots) {
  await take(browser, shot)
  process.stdout.write(`${shot.name}.png\n`)
}
await browser.close()
await stop?.()
