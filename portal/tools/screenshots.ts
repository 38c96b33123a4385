/** Pictures of the pages for the guides: `node portal/tools/screenshots.ts http://localhost:8080 [folder]`. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from '@playwright/test'
import { browserOptions } from '../e2e/browser.ts'

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

/** Not the first, which is the city itself. */
const ruralArea = 'main li:nth-child(4) a.card'
const lastArea = 'main section:last-child a.card'

const shots: readonly Shot[] = [
  { name: 'home', path: '/', height: 1000 },
  { name: 'village', path: '/', follow: [ruralArea, lastArea, lastArea], height: 1300 },
  { name: 'parking', path: '/parking', height: 1000 },
  { name: 'parking-forecast', path: '/parking', follow: ['main .card h3 a'], height: 1150 },
  { name: 'environment', path: '/environment', height: 1200 },
  { name: 'gap', path: '/gap', height: 1640 },
  { name: 'gap-dark-zh', path: '/gap', language: 'zh-CN', scheme: 'dark', height: 1640 },
  { name: 'village-phone', path: '/', follow: [ruralArea, lastArea, lastArea], width: 360, height: 780 },
  { name: 'home-phone-zh', path: '/', language: 'zh-CN', width: 360, height: 780 },
  { name: 'gap-phone-dark', path: '/gap', scheme: 'dark', width: 360, height: 1100 },
]

const [url = 'http://localhost:8080', folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))] =
  process.argv.slice(2)

async function take(browser: Browser, shot: Shot): Promise<void> {
  const { name, path, follow = [], language = 'en-GB', scheme = 'light', width = 1280, height = 900 } = shot
  const context = await browser.newContext({
    baseURL: url,
    locale: language,
    colorScheme: scheme,
    viewport: { width, height },
    deviceScaleFactor: width < 600 ? 2 : 1,
  })
  const page = await context.newPage()
  await page.goto(path)
  for (const link of follow) {
    const address = page.url()
    await page.locator(link).first().click()
    await page.waitForURL((next) => next.href !== address)
  }
  await page.screenshot({ path: `${folder}/${name}.png` })
  await context.close()
}

await mkdir(folder, { recursive: true })
const browser = await chromium.launch(await browserOptions())
for (const shot of shots) {
  await take(browser, shot)
  process.stdout.write(`${shot.name}.png\n`)
}
await browser.close()
