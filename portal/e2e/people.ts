/** The made-up people, as whom specs sign in. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { base, type Language, newContext } from './walk.ts'

export type Person = BrowserContextOptions & { readonly language?: Language; readonly text?: 'normal' | 'large' }

export async function signInAs(browser: Browser, id: string, person: Person = {}): Promise<Page> {
  const { language = 'en', text = 'normal', ...options } = person
  const context = await newContext(browser, language, { viewport: { width: 360, height: 800 }, ...options })
  await context.addCookies([{ name: 'datong-text', value: text, url: base }])
  const page = await context.newPage()
  await page.goto('/demo/people')
  await page.locator(`button[value="${id}"]`).click()
  await page.waitForURL('**/account')
  return page
}

/** The number others name a resident by, from their account page. */
export async function numberOf(resident: Page): Promise<string> {
  await resident.goto('/account')
  return ((await resident.locator('.facts dd').first().textContent()) ?? '').replace(/\D/g, '')
}
