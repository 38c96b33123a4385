import { expect, type Page, test } from '@playwright/test'
import { newContext, operatorPages, overflow, publicPages, signIn } from './walk.ts'

for (const language of ['en', 'zh-Hans'] as const) {
  for (const script of [true, false]) {
    test(`every page reads well in ${language} ${script ? 'with' : 'without'} script, on a phone and on a desk`, async ({
      browser,
      request,
    }) => {
      test.slow()
      const context = await newContext(browser, language, { javaScriptEnabled: script })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => message.type() === 'error' && complaints.push(`${page.url()}: ${message.text()}`))
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
      const open = await publicPages(request)
      for (const path of open) await look(page, path, language, script)
      await signIn(page)
      for (const path of operatorPages) await look(page, path, language, script)
      await page.goto('/integrators/devices')
      const device = await page.locator('main td a, main th a').first().getAttribute('href')
      await look(page, device ?? '', language, script)
      expect(complaints).toEqual([])
      await context.close()
    })
  }
}

async function look(page: Page, path: string, language: string, script: boolean): Promise<void> {
  const answer = await page.goto(path)
  expect(answer?.status(), path).toBe(200)
  await expect(page.locator('html')).toHaveAttribute('lang', language)
  await expect(page.locator('h1')).toHaveCount(1)
  await expect(page.locator('.made-up')).toBeVisible()
  const text = await page.locator('body').textContent()
  expect(text, path).not.toMatch(/\b(?:undefined|NaN|\[object)|\{\{|\b(?:menu|frame|place|gap|parking)\.[a-z]/)
  if (!script) return
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await overflow(page), `${path} at ${width} px`).toBeLessThanOrEqual(0)
  }
}
