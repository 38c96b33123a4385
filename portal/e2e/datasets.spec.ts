import { expect, test } from '@playwright/test'
import { signInAs } from './people.ts'
import { overflow } from './walk.ts'

test('a data steward connects a drop folder and publishes of it, another officer finds it, and it is withdrawn', async ({
  browser,
}) => {
  const steward = await signInAs(browser, 'demo-administrator', { javaScriptEnabled: false })
  await steward.goto('/exchange/systems/new?kind=files')
  await steward.locator('#name').fill('Files of the office')
  await steward.locator('#folder').fill('../health/insurance')
  await steward.getByRole('button', { name: 'Try and keep' }).click()
  await expect(steward.getByRole('alert')).toContainText('Folder')
  await steward.locator('#folder').fill('nothing')
  await steward.getByRole('button', { name: 'Try and keep' }).click()
  await expect(steward.getByRole('alert')).toContainText('no such')
  await steward.locator('#folder').fill('residence')
  await steward.getByRole('button', { name: 'Try and keep' }).click()
  await expect(steward.getByRole('status')).toContainText('connected')

  await steward.getByRole('link', { name: 'the newest file' }).click()
  const id = `households-${Date.now()}`
  await steward.locator('#titleEn').fill(`Households ${id}`)
  await steward.locator('#aboutEn').fill('How many people live together.')
  await steward.locator('#id').fill(id)
  for (const column of ['card', 'household']) await steward.locator(`#use-${column}`).check()
  await steward.getByRole('button', { name: 'Publish' }).click()
  await expect(steward.getByRole('alert')).toContainText('who it is')
  await expect(steward.locator('#use-card')).toBeChecked()
  await steward.locator('#identifier').selectOption('card')
  await steward.getByRole('button', { name: 'Publish' }).click()
  await expect(steward.getByRole('status')).toContainText('Published')
  expect(await overflow(steward)).toBeLessThanOrEqual(0)

  const officer = await signInAs(browser, 'demo-environment', { javaScriptEnabled: false })
  await officer.goto(`/exchange?q=${id}`)
  await officer.getByRole('link', { name: `Households ${id}` }).click()
  await expect(officer.getByRole('link', { name: 'Ask for an agreement' })).toBeVisible()
  await expect(officer.getByRole('cell', { name: 'household', exact: true })).toBeVisible()
  await expect(officer.getByText('address')).toHaveCount(0)
  expect((await officer.goto('/exchange/publish'))?.status()).toBe(200)

  await steward.getByRole('button', { name: 'Try whether the system answers' }).click()
  await expect(steward.getByRole('status')).toContainText('answers')
  await steward.getByText('Withdraw it').click()
  await steward.getByRole('button', { name: 'Withdraw this dataset' }).click()
  await expect(steward.getByRole('status')).toContainText('Withdrawn')
  await officer.goto(`/exchange?q=${id}`)
  await expect(officer.getByText('No dataset is like this.')).toBeVisible()
  await steward.context().close()
  await officer.context().close()
})
