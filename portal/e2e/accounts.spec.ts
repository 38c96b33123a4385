import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { base } from './walk.ts'

/** Passkeys work at the address of the node alone; no number is one. */
const origin = base.replace('127.0.0.1', 'localhost')

/** A phone or computer with a fingerprint reader (WebDriver's virtual authenticator, WebAuthn level 3 §11). */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

const submit = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function beDemoPerson(page: Page, person: string): Promise<void> {
  await page.goto('/demo/people')
  await page.locator(`button[value=${person}]`).click()
  await expect(page).toHaveURL(/\/account$/)
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/account')
  await submit(page, 'Sign out')
  await expect(page.getByRole('link', { name: 'Sign in', exact: true })).toBeVisible()
}

async function addKey(page: Page, name: string): Promise<void> {
  await page.goto('/account/devices')
  await page.getByLabel('What to call it').fill(name)
  await submit(page, 'Add a key on this device')
  await expect(page.getByText('The key is added.')).toBeVisible()
}

/** The number others name somebody by, from their own account. */
async function numberOf(page: Page): Promise<string> {
  await page.goto('/account')
  return (await page.locator('dl.facts dd').first().textContent()) ?? ''
}

let context: BrowserContext
let page: Page

test.beforeEach(async ({ browser }) => {
  context = await browser.newContext({ baseURL: origin, locale: 'en-GB' })
  page = await context.newPage()
})

test.afterEach(() => context.close())

test('somebody new proves a telephone, adds a passkey, and signs in with it', async () => {
  await withAuthenticator(page)
  await page.goto('/account/new')
  await page.getByLabel('Your town, village or area').fill('a')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.locator('main a.card').first().click()
  const contact = `0009${Date.now()}`.slice(0, 15)
  await page.getByLabel('Name').fill('Reed of the test')
  await page.getByLabel('Telephone number or mail address').fill(contact)
  await submit(page, 'Make the account')
  const flow = await page.locator('input[name=flow]').inputValue()
  expect(flow).not.toBe('')
  const demo = await context.newPage()
  await demo.goto('/demo/people')
  const code = await demo.locator('li', { hasText: contact }).locator('.bigcode').first().textContent()
  await page.getByLabel('The six digits').fill(code ?? '')
  await submit(page, 'Sign in')
  await expect(page.locator('h1')).toHaveText('Reed of the test')

  await addKey(page, 'my phone')
  await signOut(page)
  await page.goto('/sign-in')
  await submit(page, 'Sign in with this device')
  await expect(page.locator('h1')).toHaveText('Reed of the test')
  await page.goto('/account/devices')
  await expect(page.getByText('Signed in with a key.')).toBeVisible()
})

test('the first officer comes by the link that the node printed, and invites another', async ({ browser }) => {
  const office = process.env.DATONG_OFFICE ?? ''
  test.skip(office === '', 'the node was started by somebody else')
  await withAuthenticator(page)
  await page.goto(office)
  await submit(page, 'Make my key and sign in')
  await expect(page).toHaveURL(/\/account$/)
  await expect(page.getByText('Administrator')).toBeVisible()
  expect((await page.goto(office))?.status()).toBe(404)

  await page.goto('/officers/invite?q=a')
  await page.locator('main a.card').first().click()
  await page.getByLabel('Name').fill('Pine of the test')
  await page.getByLabel('Department').fill('health')
  await page.getByLabel('Helps residents in person').check()
  await submit(page, 'Make the link')
  const link = (await page.locator('main code').textContent()) ?? ''

  const other = await browser.newContext({ locale: 'en-GB' })
  const second = await other.newPage()
  await withAuthenticator(second)
  await second.goto(link)
  await submit(second, 'Make my key and sign in')
  await expect(second.locator('h1')).toHaveText('Pine of the test')
  await expect(second.getByText('Help a resident in person')).toBeVisible()
  await other.close()
})

test('a village doctor sits beside an old resident, and a second officer confirms her codes on paper', async () => {
  await withAuthenticator(page)
  await beDemoPerson(page, 'demo-welfare')
  await addKey(page, 'counter')
  await signOut(page)
  await beDemoPerson(page, 'demo-doctor')
  await page.goto('/help')
  await page.getByLabel('Number on the card').fill('demo 000003')
  await page.getByRole('button', { name: 'Begin' }).first().click()
  await expect(page.locator('.beside')).toContainText('is helping')
  await expect(page.locator('h1')).toContainText('Bai Guixiang')
  const number = await numberOf(page)

  await page.goto('/help/codes')
  await submit(page, 'I am the second officer and confirm this')
  await expect(page.locator('.papers li')).toHaveCount(6)
  const code = (await page.locator('.papers li').first().textContent()) ?? ''
  await page.locator('.beside').getByRole('button', { name: 'Finish helping' }).click()
  await expect(page.locator('.beside')).toHaveCount(0)
  await signOut(page)

  await page.goto('/sign-in/paper')
  await page.getByLabel('Number', { exact: true }).fill(number)
  await page.getByLabel('One code from the sheet').fill(code)
  await submit(page, 'Sign in')
  await expect(page.locator('h1')).toContainText('Bai Guixiang')
  await expect(page.locator('.beside')).toHaveCount(0)
})

test('a resident lets another act for them, both see it, and ending it holds at once', async ({ browser }) => {
  const other = await browser.newContext({ baseURL: origin, locale: 'en-GB' })
  const migrant = await other.newPage()
  await beDemoPerson(migrant, 'demo-migrant')
  const number = await numberOf(migrant)
  await beDemoPerson(page, 'demo-city')
  await page.goto('/account/delegations')
  await page.getByLabel('Their number').fill(number)
  await page.getByLabel('Health').check()
  await submit(page, 'Let them act for me')
  await expect(page.getByText('Both of you see it now.')).toBeVisible()

  await migrant.goto('/account/delegations')
  await migrant.getByRole('button', { name: /^Act for Lan Xiaozhou/ }).click()
  await expect(migrant.locator('.beside')).toContainText('You are acting for Lan Xiaozhou')
  await migrant.goto('/parking')
  await expect(migrant.locator('.beside')).toContainText('You are acting for Lan Xiaozhou')

  await page.goto('/account/delegations')
  await page.getByRole('button', { name: /^End it for Feng/ }).click()
  await migrant.goto('/parking')
  await expect(migrant.locator('.beside')).toContainText('has ended that')
  await migrant.locator('.beside').getByRole('button').click()
  await expect(migrant.locator('h1')).toHaveText('Who may act for me')
  await expect(migrant.locator('.beside')).toHaveCount(0)
  await other.close()
})

test('a developer registers an app, a resident lets it in from its page, sees it, and shuts it out', async () => {
  const app = createServer((_request, answer) => answer.end('the app')).listen(0, '127.0.0.1')
  await once(app, 'listening')
  const back = `http://127.0.0.1:${(app.address() as AddressInfo).port}/back`
  await beDemoPerson(page, 'demo-developer')
  await page.goto('/apps/new')
  await page.getByLabel('Name of the app').fill('Bus times of the test')
  await page.getByLabel('What it is for').fill('Says when the bus comes.')
  await page.getByLabel('Addresses to come back to').fill(back)
  await page.getByLabel('see your name').check()
  await submit(page, 'Register an app')
  const [id = '', secret = ''] = await page.locator('main code').allTextContents()
  expect(secret).toMatch(/^[\w-]{43}$/)
  await signOut(page)

  await beDemoPerson(page, 'demo-village')
  const query = new URLSearchParams({
    client_id: id,
    response_type: 'code',
    redirect_uri: back,
    scope: 'openid profile',
    state: 'x',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  })
  await page.goto(`/oauth/auth?${query}`)
  await expect(page.locator('h1')).toHaveText('Bus times of the test asks to be let in')
  await expect(page.locator('main')).toContainText('see your name')
  await submit(page, 'Yes, let it in')
  await page.waitForURL(`${back}?*`)
  expect(new URL(page.url()).searchParams.get('code')).not.toBeNull()

  await page.goto('/apps')
  await page.getByRole('button', { name: 'Shut out Bus times of the test' }).click()
  await expect(page.getByText('The app is shut out.')).toBeVisible()
  query.set('redirect_uri', 'https://thief.example/')
  await page.goto(`/oauth/auth?${query}`)
  await expect(page.locator('h1')).toHaveCount(1)
  expect(new URL(page.url()).origin).toBe(origin)
  app.close()
})
