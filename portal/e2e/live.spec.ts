import { expect, test } from '@playwright/test'
import { base, firstLink, key, newContext } from './walk.ts'

test('free spaces change on an open page without a reload', async ({ browser, request }) => {
  const path = await firstLink(request, '/parking', /href="(\/parking\/[^"]+)"/)
  const id = decodeURIComponent(path.split('/').pop() ?? '')
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  await page.goto(path)
  await expect(page.locator('html')).toHaveAttribute('data-stream', 'open')
  await page.evaluate(() => document.documentElement.setAttribute('data-never-reloaded', ''))
  for (const free of [3, 5]) {
    const answer = await request.patch(`${base}/ngsi-ld/v1/entities/${encodeURIComponent(id)}/attrs`, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      data: { availableSpotNumber: { type: 'Property', value: free, observedAt: new Date().toISOString() } },
    })
    expect(answer.status()).toBe(204)
    await expect(page.locator('[data-live] .figure')).toContainText(new RegExp(`^${free}\\b`))
  }
  await expect(page.locator('html')).toHaveAttribute('data-never-reloaded', '')
  await context.close()
})

test('the first page is small and asks for little', async ({ browser }) => {
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize)))
  await page.goto('/', { waitUntil: 'load' })
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  expect(sizes.length).toBeLessThanOrEqual(8)
  expect(bytes).toBeLessThanOrEqual(60 * 1024)
  await context.close()
})
