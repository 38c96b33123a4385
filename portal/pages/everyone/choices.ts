/** Choices a reader makes for themselves, kept in cookies: language, size of text, place. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { dropChoice, keepChoice } from '../../site/cookies.ts'
import { findPlace, isDegrees, type PlaceChoice, writePlace } from '../../site/place.ts'
import { parseFields } from '../../site/query.ts'
import { noSuch, PageRefusal } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'

const Preferences = Type.Object({
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('zh-Hans')])),
  text: Type.Optional(Type.Union([Type.Literal('normal'), Type.Literal('large')])),
  back: Type.Optional(Type.String()),
})

const PlaceFields = Type.Object({
  code: Type.Optional(Type.String({ maxLength: 64 })),
  lon: Type.Optional(Type.Number()),
  lat: Type.Optional(Type.Number()),
  forget: Type.Optional(Type.String()),
  back: Type.Optional(Type.String()),
})

export function registerChoices(app: FastifyInstance, site: Site): void {
  app.get('/preferences', async (request, reply) => {
    const wish = parseFields(Preferences, request.query)
    if (wish.language) keepChoice(reply, 'language', wish.language, site.secureCookies)
    if (wish.text) keepChoice(reply, 'text', wish.text, site.secureCookies)
    return reply.redirect(ownPath(wish.back), 303)
  })

  app.post('/place', async (request, reply) => {
    const fields = parseFields(PlaceFields, request.body)
    if (fields.forget !== undefined) dropChoice(reply, 'place')
    else {
      const choice = readChoice(fields)
      if (!(await findPlace(site.services.region, choice))) {
        if ('code' in choice) throw noSuch(`There is no area ${choice.code}`)
        return reply.redirect('/?choose=outside', 303)
      }
      keepChoice(reply, 'place', writePlace(choice), site.secureCookies)
    }
    return reply.redirect(ownPath(fields.back), 303)
  })
}

function readChoice({ code, lon, lat }: { code?: string; lon?: number; lat?: number }): PlaceChoice {
  if (code !== undefined) return { code }
  if (isDegrees(lon, 180) && isDegrees(lat, 90)) return { position: [lon, lat] }
  throw new PageRefusal(400, 'invalid', 'A place is the code of an area, or a longitude and a latitude in degrees')
}

/** A path of this site to go back to; anything that could lead elsewhere leads home. */
export function ownPath(back: string | undefined): string {
  return back !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(back) ? back : '/'
}
