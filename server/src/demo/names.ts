import { type Random, randomFor } from './random.ts'
import words from './words.json' with { type: 'json' }

/** A name in both languages of the region; the second says the same as the first. */
export type Name = { readonly en: string; readonly zh: string }

/** What the land around a place is like, and so what its name speaks of. */
export type Setting = 'hill' | 'river' | 'coast' | 'plain'

type Word = readonly [en: string, zh: string]

/** Gives each asker another name, made of two words such as "Cranebrook" 鹤溪. */
export function nameGiver(seed: number): (setting: Setting) => Name {
  const random = randomFor(seed, 'names')
  const stocks = new Map((['hill', 'river', 'coast', 'plain'] as const).map((setting) => [setting, stockOf(random, setting)]))
  const given = new Set<string>()
  return (setting) => {
    const stock = stocks.get(setting) ?? []
    for (let name = stock.pop(); name; name = stock.pop()) {
      if (given.has(name.en) || given.has(name.zh)) continue
      given.add(name.en).add(name.zh)
      return name
    }
    throw new Error(`no name is left for a place by the ${setting}`)
  }
}

/** Names of city neighbourhoods: "Willow Lane" 柳巷. */
export function streetNames(seed: number): Name[] {
  const random = randomFor(seed, 'streets')
  return random.shuffle(pairs(words.first as unknown as Word[], words.street as unknown as Word[], ' '))
}

function stockOf(random: Random, setting: Setting): Name[] {
  const seconds = [...words[setting], ...words[setting], ...words.any] as unknown as Word[]
  return random.shuffle(pairs(words.first as unknown as Word[], seconds, ''))
}

function pairs(firsts: readonly Word[], seconds: readonly Word[], between: string): Name[] {
  return firsts.flatMap(([firstEn, firstZh]) =>
    seconds
      .filter(([secondEn, secondZh]) => secondZh !== firstZh && secondEn.toLowerCase() !== firstEn.toLowerCase())
      .map(([secondEn, secondZh]) => ({ en: `${firstEn}${between}${secondEn}`, zh: `${firstZh}${secondZh}` })),
  )
}
