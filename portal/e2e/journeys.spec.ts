import { expect, test } from '@playwright/test'
import { base, firstLink, key, newContext, signIn } from './walk.ts'

test('the language follows the browser, and changes on one press', async ({ browser }) => {
  const context = await newContext(browser, 'zh-Hans', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/parking')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans')
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page).toHaveURL(/\/parking$/)
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.goto('/gap')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await context.close()
})

test('larger text is kept from page to page', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('link', { name: 'Larger text' }).click()
  await page.goto('/environment')
  await expect(page.locator('html')).toHaveAttribute('data-text', 'large')
  await page.getByRole('link', { name: 'Normal text' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-text', 'normal')
  await context.close()
})

for (const script of [true, false]) {
  test(`an area is searched, chosen and remembered ${script ? 'with' : 'without'} script`, async ({ browser }) => {
    const context = await newContext(browser, 'en', { javaScriptEnabled: script })
    const page = await context.newPage()
    await page.goto('/')
    const name = (await page.locator('main a.card .title').first().textContent()) ?? ''
    await page.locator('#q').fill(name.slice(0, 4))
    await page.getByRole('button', { name: 'Search' }).click()
    const choice = page.locator('main button.card').filter({ has: page.locator('.title', { hasText: name }) })
    await choice.first().click()
    await expect(page.locator('h1')).toContainText('Around')
    const mine = ((await page.locator('h1').textContent()) ?? '').replace('Around ', '')
    await page.goto('/parking')
    await expect(page.getByRole('link', { name: mine, exact: true })).toBeVisible()
    await context.close()
  })
}

test('the position of the device finds what is near it, where the reader allows it', async ({ browser, request }) => {
  const kind = await firstLink(request, '/gap', /<option value="([^"]+)"/)
  const settlements = await request.get(`${base}/equity/v1/gap?service=${kind}&by=settlement&format=geojson`)
  const { features } = (await settlements.json()) as { features: { geometry: { coordinates: [number, number] } }[] }
  const [longitude, latitude] = features[0]?.geometry.coordinates ?? [0, 0]
  const geolocation = { longitude, latitude }
  const context = await newContext(browser, 'en', { permissions: ['geolocation'], geolocation })
  const page = await context.newPage()
  await page.goto('/parking')
  await page.getByRole('button', { name: 'Use my position' }).click()
  await expect(page.getByText('Around where you are')).toBeVisible()
  await context.close()
})

test('a position outside the region is said to be so', async ({ browser }) => {
  const geolocation = { longitude: -150, latitude: -60 }
  const context = await newContext(browser, 'en', { permissions: ['geolocation'], geolocation })
  const page = await context.newPage()
  await page.goto('/environment')
  await page.getByRole('button', { name: 'Use my position' }).click()
  await expect(page.getByText('outside this region')).toBeVisible()
  await context.close()
})

test('a village is told the minutes to each service, and which promise is not kept', async ({ browser, request }) => {
  const found = await request.get(`${base}/region/v1/areas?search=a&limit=100`)
  const { areas } = (await found.json()) as { areas: { code: string; level: string }[] }
  const village = areas.find(({ level }) => level === 'village')?.code ?? ''
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`/area/${village}`)
  await page.getByRole('button', { name: 'Make this my area' }).click()
  await page.goto('/')
  await expect(page.getByText(/services are within the promised time/)).toBeVisible()
  await expect(page.locator('.services > li').first()).toContainText(/about \d+\smin/)
  await expect(page.getByRole('link', { name: 'Nearest river' })).toBeVisible()
  await context.close()
})

test('developers read each interface with a call to try, and the calls work', async ({ browser, request }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/about')
  await page.locator('main').getByRole('link', { name: 'For developers' }).click()
  await expect(page.getByRole('heading', { name: 'GET /equity/v1/gap' })).toBeVisible()
  const [, open = ''] = /curl '([^']+)'/.exec((await page.locator('pre.command').first().textContent()) ?? '') ?? []
  const { pathname, search } = new URL(open)
  expect((await request.get(`${base}${pathname}${search}`)).status()).toBe(200)
  await page.getByRole('link', { name: 'Forecasts' }).click()
  await expect(page.locator('#insight')).toBeInViewport()
  await context.close()
})

test('the map has rivers and names, and the areas below a lone top to choose from', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/gap')
  await expect(page.locator('svg.map .river')).toHaveCount(1)
  expect(await page.locator('svg.map .names.wide text').count()).toBeGreaterThan(5)
  expect(await page.locator('#area option').count()).toBeGreaterThan(5)
  await context.close()
})

test('the gap is downloaded as CSV', async ({ browser }) => {
  const context = await newContext(browser, 'en')
  const page = await context.newPage()
  await page.goto('/gap')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ])
  let text = ''
  for await (const chunk of await download.createReadStream()) text += chunk
  expect(text.split('\n')[0]).toContain(',')
  await context.close()
})

test('another service changes the map and keeps the address shareable', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/gap')
  const kind = await page.locator('#kind option').last().getAttribute('value')
  await page.locator('#kind').selectOption(kind)
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page).toHaveURL(new RegExp(`kind=${kind}`))
  await expect(page.locator('svg.map')).toBeVisible()
  await context.close()
})

test('only the operator key opens the pages of integrators', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto('/integrators/devices')
  await page.locator('#key').fill('not the key')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.locator('#key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/integrators\/devices$/)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${base}/`)
  await page.goto('/integrators')
  await expect(page).toHaveURL(/sign-in/)
  await context.close()
})

test('devices are searched and looked at', async ({ browser }) => {
  const context = await newContext(browser, 'en', { javaScriptEnabled: false })
  const page = await context.newPage()
  await signIn(page)
  await page.goto('/integrators/devices?q=parking')
  const device = page.locator('main a[href^="/integrators/devices/"]').first()
  await device.click()
  await expect(page.getByText('Decoder')).toBeVisible()
  await context.close()
})
