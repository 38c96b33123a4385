import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { operatorKey } from './e2e/made-up.ts'
import { portalApp } from './e2e/portal-app.ts'

const { app } = await portalApp()
after(() => app.close())

const paths = [
  '/',
  '/?q=pine',
  '/area/9000',
  '/facilities?kind=clinic',
  '/parking',
  '/parking/urn:ngsi-ld:OffStreetParking:p1',
  '/environment',
  '/environment/urn:ngsi-ld:air:a2?hours=24&measure=pm10',
  '/gap?kind=school',
  '/gap/week?kind=clinic&class=urban',
  '/planning',
  '/planning?layer=settlements&measure=two-step&class=rural&sort=name&page=2',
  '/about',
  '/about/interfaces',
]
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })

for (const path of paths) {
  test(`${path} answers in both languages and says that the region is made up`, async () => {
    for (const [language, label] of [
      ['en', 'Made-up region.'],
      ['zh-Hans', '虚构地区。'],
    ] as const) {
      const answer = await get(path, { 'accept-language': language })
      assert.equal(answer.statusCode, 200)
      assert.match(answer.body, new RegExp(`<html lang="${language}"`))
      assert.ok(answer.body.includes(label))
    }
  })

  test(`${path} carries no script, style or picture of its own`, async () => {
    const { body, headers } = await get(path)
    assert.doesNotMatch(body, /<style|\sstyle=|<script(?! type="module" src="\/assets\/)|\son\w+=/)
    assert.doesNotMatch(body, /(?:src|href)="https?:/)
    assert.match(String(headers['content-security-policy']), /script-src 'self'/)
  })
}

test('a chosen area is remembered, and forgotten on wish', async () => {
  const chosen = await app.inject({ method: 'POST', url: '/place', payload: { code: '9000' } })
  assert.equal(chosen.statusCode, 303)
  const place = chosen.cookies.find(({ name }) => name === 'datong-place')?.value ?? ''
  const home = await app.inject({ url: '/', cookies: { 'datong-place': place } })
  assert.match(home.body, /Around Riverside Town 1/)
  assert.match(home.body, /services are within the promised time of Riverside Town 1/)
  assert.match(home.body, /about \d+\smin/)
  const forgotten = await app.inject({ method: 'POST', url: '/place', payload: { forget: 'yes' } })
  assert.equal(forgotten.cookies.find(({ name }) => name === 'datong-place')?.value, '')
})

test('a position is kept no finer than about a hundred metres', async () => {
  const answer = await app.inject({ method: 'POST', url: '/place', payload: { lon: '107.123456', lat: '27.654321' } })
  assert.equal(answer.cookies.find(({ name }) => name === 'datong-place')?.value, 'point:107.123,27.654')
})

test('a choice never leads to another site', async () => {
  for (const back of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', 'javascript:1']) {
    const answer = await get(`/preferences?text=large&back=${encodeURIComponent(back)}`)
    assert.equal(answer.headers.location, '/')
  }
})

test('the gap in use is told where services have told of it, and elsewhere that they have not', async () => {
  const told = await get('/gap?kind=school')
  assert.match(told.body, /wait 2\.27 times as long/)
  assert.match(told.body, /growing since 2026-05/)
  assert.match(told.body, /2026-07/)
  assert.match((await get('/gap?kind=clinic')).body, /In one service the countryside falls further behind.*?kind=school/s)
  assert.match((await get('/gap?kind=clinic')).body, /No service has told yet/)
})

test('what is owed is told in words, with how many areas keep it, and area by area', async () => {
  const { body } = await get('/gap?kind=clinic')
  assert.match(body, /Everything owed is kept in \d of 3 areas\. It is not in /)
  assert.match(body, /Everybody, aged 60[–-]79 and 80\+: 90% there within 30\smin/)
  for (const word of ['not kept', 'not known', 'nobody lives there', 'withheld']) assert.ok(body.includes(word), word)
  assert.match(body, /equity\/v1\/compliance\?service=clinic&amp;format=csv/)
})

test('a place tells how its minutes came about, and where no way leads', async () => {
  const { body } = await get('/area/9000')
  assert.match(body, /Minutes are by car, from where people live nearest to your place\. They come from [^.]*the road network/)
  assert.match(body, /No way there is known/)
})

test('the workbench looks back on the days on which supply changed, and says where there is only one', async () => {
  const past = await get('/planning?service=clinic&asOf=2026-06-02')
  assert.match(past.body, /<option value="2026-06-02" selected[^>]*>2 June 2026: 3 opened, 1 closed, 0 changed/)
  assert.match(past.body, /This is what was there when 2 June 2026 had ended/)
  assert.match((await get('/planning?service=school')).body, /the same since 1 March 2026/)
})

test('the week is told hour by hour, and while it is worked out how far it is', async () => {
  const { body } = await get('/gap/week?kind=clinic')
  assert.match(body, /At the best hour of the week 97 of 100 people in the city and 70 in the countryside/)
  assert.equal(body.match(/class="shade-\d"/g)?.length, 168 + 5)
  const bus = await get('/gap/week?kind=clinic&mode=bus')
  assert.match(bus.body, /<progress[^>]* max="168" value="42"/)
  assert.match(bus.body, /data-progress="\/equity\/v1\/week\?service=clinic&amp;mode=bus&amp;wait=20"/)
  assert.equal((await get('/gap/week?kind=none')).statusCode, 404)
})

test('what is wrong with an address is said on a page', async () => {
  const answer = await get('/parking?page=x')
  assert.equal(answer.statusCode, 400)
  assert.match(answer.body, /could not be understood/)
  assert.match(answer.body, /page/)
})

test('what does not exist is a page in the language of the reader', async () => {
  for (const path of [
    '/nothing',
    '/parking/urn:nothing',
    '/area/0',
    '/environment/urn:nothing',
    '/gap?kind=nothing',
    '/planning?service=nothing',
    '/planning?area=0',
  ]) {
    const answer = await get(path, { 'accept-language': 'zh-CN,zh;q=0.9' })
    assert.equal(answer.statusCode, 404, path)
    assert.match(answer.body, /页面不存在/)
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
  }
})

test('pages of integrators ask for a sign-in, and lead back after it', async () => {
  const answer = await get('/integrators/devices?q=p')
  assert.equal(answer.statusCode, 303)
  assert.equal(answer.headers.location, `/integrators/sign-in?back=${encodeURIComponent('/integrators/devices?q=p')}`)
})

test('a form without its token changes nothing', async () => {
  const payload = { do: 'discard', ids: ['q1'] }
  const answer = await app.inject({ method: 'POST', url: '/integrators/quarantine', payload, cookies: { key: operatorKey } })
  assert.equal(answer.statusCode, 403)
  const page = await app.inject({ url: '/integrators/quarantine', cookies: { key: operatorKey } })
  assert.match(page.body, /30 items/)
})

test('a form with its token discards what was chosen, one or many', async () => {
  const page = await app.inject({ url: '/integrators/quarantine', cookies: { key: operatorKey } })
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const cookies = { key: operatorKey, _csrf: page.cookies.find(({ name }) => name === '_csrf')?.value ?? '' }
  const send = (body: string) =>
    app.inject({
      method: 'POST',
      url: '/integrators/quarantine',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      cookies,
      payload: `_csrf=${encodeURIComponent(token)}&do=discard&${body}`,
    })
  assert.equal((await send('ids=q2')).headers.location, '/integrators/quarantine?discarded=1')
  assert.equal((await send('ids=q3&ids=q4')).headers.location, '/integrators/quarantine?discarded=2')
})

test('notifications that were given up are sent again, or discarded, when chosen', async () => {
  const url = '/integrators/notifications'
  const page = await app.inject({ url, cookies: { key: operatorKey } })
  assert.match(page.body, /receiver-0\.example\.org/)
  assert.match(page.body, /3 notifications/)
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const cookies = { key: operatorKey, _csrf: page.cookies.find(({ name }) => name === '_csrf')?.value ?? '' }
  const send = (body: string) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      cookies,
      payload: `_csrf=${encodeURIComponent(token)}&${body}`,
    })
  assert.equal((await app.inject({ method: 'POST', url, payload: { do: 'discard', ids: [1] }, cookies })).statusCode, 403)
  assert.equal((await send('do=replay&ids=1')).headers.location, `${url}?replayed=1`)
  assert.equal((await send('do=discard&ids=2&ids=3')).headers.location, `${url}?discarded=2`)
  assert.match((await app.inject({ url, cookies: { key: operatorKey } })).body, /Nothing was given up/)
  const body = await app.inject({ url: `${url}/1/body`, cookies: { key: operatorKey } })
  assert.equal(body.statusCode, 404)
})

test('assets are kept for ever, pages are asked for again', async () => {
  const page = await get('/')
  assert.match(String(page.headers['cache-control']), /no-cache/)
  const [, asset = ''] = /src="(\/assets\/[^"]+)"/.exec(page.body) ?? []
  const script = await get(asset)
  assert.equal(script.statusCode, 200)
  assert.match(String(script.headers['cache-control']), /immutable/)
})

test('without a region every page says how to import one', async () => {
  const { app: bare } = await portalApp({ isEmpty: true })
  for (const path of ['/', '/facilities', '/parking', '/environment', '/gap']) {
    const answer = await bare.inject({ url: path })
    assert.equal(answer.statusCode, 200, path)
    assert.match(answer.body, /datong import/, path)
  }
  await bare.close()
})
