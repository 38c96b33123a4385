/** What departments are called. They have one word each, which is kept everywhere; for some words there are names. */
import { isMessage } from '../site/language.ts'
import type { Visit } from '../site/visit.ts'

/** In a list or a heading. */
export function departmentTitle(department: string, { t }: Pick<Visit, 't'>): string {
  const key = `department.title.${department}`
  return isMessage(key) ? t(key) : department
}

/** Within a sentence, but not at its start. */
export function departmentText(department: string, { t }: Pick<Visit, 't'>): string {
  const key = `department.the.${department}`
  return isMessage(key) ? t(key) : t('department.named', { department })
}
