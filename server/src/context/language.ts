import type { Instance } from './entity.ts'

/** The languages of an Accept-Language header or a `lang` parameter, the most wanted first; `*` for any. */
export function readLanguages(text: string): string[] {
  const wanted = text.split(',').map((part) => {
    const [tag = '', quality] = part.trim().split(/\s*;\s*q=/)
    return { tag, weight: quality === undefined ? 1 : Number(quality) }
  })
  return wanted.sort((a, b) => b.weight - a.weight).map(({ tag }) => tag)
}

/** A map of languages as a text in one of them (GS CIM 009, 4.15): the first wanted, else `@none`, else any. */
export function inLanguage(instance: Instance, languages: readonly string[]): Instance {
  if (instance.type !== 'LanguageProperty' || instance.languageMap === undefined) return instance
  const { languageMap, ...rest } = instance
  const has = Object.keys(languageMap)
  const wanted = languages.flatMap((tag) =>
    has.filter((one) => one.toLowerCase() === tag.toLowerCase()).concat(tag === '*' ? has : baseOf(tag, has)),
  )
  const lang = wanted[0] ?? (has.includes('@none') ? '@none' : has[0])
  if (lang === undefined) return instance
  return { ...rest, type: 'Property', value: languageMap[lang], lang }
}

const baseOf = (tag: string, has: readonly string[]) => has.filter((one) => one.split('-')[0] === tag.split('-')[0])
