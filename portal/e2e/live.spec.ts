import { expect, test } from '@playwright/test'
import { base, firstLink, key, newContext } from './walk.ts'

test('free spaces change on an open page without a reload', async ({ browser, request }) => {
  const entities = `${base}/ngsi-ld/v1/entities`
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const known = await firstLink(request, '/parking', /href="\/parking\/([^"]+)"/)
  // A car park of its own: at those of the region, devices report in between.
  const id = 'urn:ngsi-ld:OffStreetParking:live-test'
  const copy = { ...(await (await request.get(`${entities}/${known}`)).json()), id }
  expect((await request.post(entities, { headers, data: copy })).status()).toBe(201)
  const path = `/parking/${encodeURIComponent(id)}`
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  await page.goto(path)
  await expect(page.locator('html')).toHaveAttribute('data-stream', 'open')
  await page.evaluate(() => document.documentElement.setAttribute('data-never-reloaded', ''))
  for (const free of [3, 5]) {
    const answer = await request.patch(`${entities}/${id}/attrs`, {
      headers,
      data: { availableSpotNumber: { type: 'Property', value: free, observedAt: new Date().toISOString() } },
    })
    expect(answer.status()).toBe(204)
    await expect(page.locator('[data-live] .figure')).toContainText(new RegExp(`^${free}\\b`))
  }
  await expect(page.locator('html')).toHaveAttribute('data-never-reloaded', '')
  await context.close()
  await request.delete(`${entities}/${id}`, { headers: { authorization: headers.authorization } })
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
