import type { DatasetDraft, DatasetFault, SourceColumn } from '#contract'

const most = { fields: 200, keywords: 30, words: 2_000, word: 100 }

/** What is wrong with what is to be published, beside what the system itself says. */
export function faultsIn(draft: DatasetDraft, columns: readonly SourceColumn[]): readonly DatasetFault[] {
  const { id, titles, descriptions, keywords, identifier, areaField, fields } = draft
  const names = fields.map(({ name }) => name)
  const faults: DatasetFault[] = []
  const require = (field: string, holds: boolean, why: DatasetFault['why']) => {
    if (!holds) faults.push({ field, why })
  }
  const isShort = (text: string) => text.length <= most.words
  require('id', /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id) && id !== 'new', id === '' ? 'missing' : 'wrong')
  require('titles', Object.values(titles).some((title) => title.trim() !== ''), 'missing')
  require('descriptions', Object.values(descriptions).some((text) => text.trim() !== ''), 'missing')
  require('titles', [...Object.values(titles), ...Object.values(descriptions)].every(isShort), 'wrong')
  require('keywords', keywords.length <= most.keywords && keywords.every((word) => word.length <= most.word), 'wrong')
  require('fields', names.length > 0, 'missing')
  require('fields', names.length <= most.fields && new Set(names).size === names.length, 'wrong')
  require('fields', names.every((name) => columns.some((column) => column.name === name)), 'not-there')
  require('identifier', identifier !== '', 'missing')
  require('identifier', identifier === '' || names.includes(identifier), 'wrong')
  require('areaField', areaField === undefined || names.includes(areaField), 'wrong')
  return faults
}
