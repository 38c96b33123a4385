/** What every spec needs: where the node is, and the addresses of one page of each kind, found by following links. */
import type { APIRequestContext, Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'

export const base = process.env.DATONG_URL ?? ''
export const key = process.env.DATONG_KEY ?? 'made-up-key'

export type Language = 'en' | 'zh-Hans'

export function newContext(browser: Browser, language: Language, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ baseURL: base, locale: language === 'en' ? 'en-GB' : 'zh-CN', ...options })
}

/** Addresses of one page of every kind that residents and planners see. */
export async function publicPages(request: APIRequestContext): Promise<readonly string[]> {
  const area = await firstLink(request, '/', /href="(\/area\/[^"]+)"/)
  const site = await firstLink(request, '/parking', /href="(\/parking\/[^"]+)"/)
  const station = await firstLink(request, '/environment', /href="(\/environment\/[^"]+)"/)
  const gapOfArea = await firstLink(request, '/gap', /href="(\/gap\?[^"]*area=[^"]+)"/)
  return [
    '/',
    '/?q=a',
    area,
    '/facilities',
    '/parking',
    site,
    '/environment',
    station,
    '/gap',
    gapOfArea,
    '/gap/week',
    '/planning?layer=settlements&measure=two-step',
    '/planning/plans',
    '/planning/methods',
    '/equity/v1/collections/gap/items?f=html&limit=20',
    '/about',
    '/trust/laws',
    '/about/interfaces',
    '/sign-in',
    '/sign-in/code',
    '/sign-in/paper',
    '/account/new',
    '/demo/people',
  ]
}

export const operatorPages = [
  '/integrators',
  '/integrators/devices',
  '/integrators/quarantine',
  '/integrators/notifications',
] as const

export async function firstLink(request: APIRequestContext, path: string, pattern: RegExp): Promise<string> {
  const body = await (await request.get(`${base}${path}`)).text()
  const found = pattern.exec(body)?.[1]
  if (found === undefined) throw new Error(`${path} has no link like ${pattern}`)
  return found.replaceAll('&amp;', '&')
}

export async function signIn(page: Page): Promise<void> {
  await page.goto('/integrators/sign-in')
  await page.locator('#key').fill(key)
  await page.locator('main button[type=submit]').click()
  await page.waitForURL('**/integrators')
}

/** How far the page is wider than the screen, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** Numbers that do not stand whole on one line, or reach out of what holds them. */
export function brokenNumbers(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.number')]
      .filter((one) => {
        const range = document.createRange()
        range.selectNodeContents(one)
        const box = range.getBoundingClientRect()
        const isTall = box.height > 1.9 * Number.parseFloat(getComputedStyle(one).fontSize)
        return isTall || box.right > (one.parentElement?.getBoundingClientRect().right ?? 0) + 1
      })
      .map((one) => one.textContent ?? ''),
  )
}
