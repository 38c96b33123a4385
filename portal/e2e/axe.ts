import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { brokenNumbers, overflow } from './walk.ts'

/** Goes to a page, opens whatever is folded in it, and finds nothing wrong. */
export async function check(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await checkHere(page, path)
}

/** The same for what stands there after a form was sent. */
export async function checkHere(page: Page, what: string): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
  expect.soft(found, what).toEqual([])
  expect.soft(await overflow(page), what).toBeLessThanOrEqual(0)
  expect.soft(await brokenNumbers(page), what).toEqual([])
}
