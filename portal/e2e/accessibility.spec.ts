import { test } from '@playwright/test'
import { check } from './axe.ts'
import { base, type Language, newContext, operatorPages, publicPages, signIn } from './walk.ts'

type View = { language: Language; width: number; scheme: 'light' | 'dark'; text: 'normal' | 'large' }

/** Each language with each width and each scheme, each width with each scheme. */
const views: readonly View[] = [
  { language: 'en', width: 1280, scheme: 'light', text: 'normal' },
  { language: 'en', width: 360, scheme: 'dark', text: 'large' },
  { language: 'zh-Hans', width: 1280, scheme: 'dark', text: 'large' },
  { language: 'zh-Hans', width: 360, scheme: 'light', text: 'normal' },
]

for (const view of views) {
  const { language, width, scheme, text } = view
  test(`axe finds nothing on any page: ${language}, ${width} px, ${scheme}, ${text} text`, async ({ browser, request }) => {
    test.setTimeout(240_000)
    const context = await newContext(browser, language, { viewport: { width, height: 800 }, colorScheme: scheme })
    await context.addCookies([{ name: 'datong-text', value: text, url: base }])
    const page = await context.newPage()
    for (const path of [...(await publicPages(request)), '/integrators/sign-in', '/nothing-here']) await check(page, path)
    await signIn(page)
    for (const path of operatorPages) await check(page, path)
    await context.close()
  })
}
