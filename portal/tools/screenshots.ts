/** Pictures of the pages for the guides: `node portal/tools/screenshots.ts http://localhost:8080 [folder]`. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from '@playwright/test'
import { browserOptions } from '../e2e/browser.ts'

type Shot = {
  readonly name: string
  readonly path: string
  readonly language?: string
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  /** Follow this selector's first link before taking the picture. */
  readonly follow?: string
}

const shots: readonly Shot[] = [
  { name: 'home', path: '/' },
  { name: 'area', path: '/', follow: 'main a.card' },
  { name: 'facilities', path: '/facilities' },
  { name: 'parking', path: '/parking' },
  { name: 'parking-site', path: '/parking', follow: 'main .card h3 a' },
  { name: 'environment', path: '/environment' },
  { name: 'gap', path: '/gap' },
  { name: 'gap-dark', path: '/gap', scheme: 'dark' },
  { name: 'about', path: '/about' },
  { name: 'home-zh', path: '/', language: 'zh-Hans' },
  { name: 'gap-zh', path: '/gap', language: 'zh-Hans' },
  { name: 'home-phone', path: '/', width: 360 },
  { name: 'parking-phone', path: '/parking', width: 360, language: 'zh-Hans' },
]

const [url = 'http://localhost:8080', folder = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url))] =
  process.argv.slice(2)

async function take(browser: Browser, shot: Shot): Promise<void> {
  const { name, path, language = 'en', width = 1280, scheme = 'light', follow } = shot
  const context = await browser.newContext({
    baseURL: url,
    locale: language,
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 740 : 900 },
    deviceScaleFactor: width < 600 ? 2 : 1,
  })
  const page = await context.newPage()
  await page.goto(path)
  if (follow) {
    await page.locator(follow).first().click()
    await page.waitForLoadState('load')
  }
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: width >= 600 })
  await context.close()
}

await mkdir(folder, { recursive: true })
const browser = await chromium.launch(await browserOptions())
for (const shot of shots) {
  await take(browser, shot)
  process.stdout.write(`${shot.name}.png\n`)
}
await browser.close()
