import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig, SetupProblem } from '#kernel'

test('every setting that is wrong is named at once', () => {
  const read = () =>
    readConfig({ PORT: 'http', DATABASE_URL: 'mysql://here', LOG_LEVEL: 'loud', CONTEXT_HOSTS: 'a.org,http://b' }, ['--fast'])
  for (const word of ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'CONTEXT_HOSTS', '--fast']) assert.throws(read, new RegExp(word))
  assert.throws(read, SetupProblem)
})

test('the open context is refused on any address but loopback', () => {
  assert.throws(() => readConfig({ HOST: '0.0.0.0' }, ['--open-context']), /loopback/)
  assert.equal(readConfig({}, ['--open-context']).openContext, true)
})

test('without settings a node listens on loopback, embedded, with the demo region', () => {
  const { host, port, mqttPort, databaseUrl, demo, openContext } = readConfig({}, [])
  assert.deepEqual(
    { host, port, mqttPort, databaseUrl, demo, openContext },
    { host: '127.0.0.1', port: 8080, mqttPort: 1883, databaseUrl: undefined, demo: true, openContext: false },
  )
})

test('the public address is one that links can be made from', () => {
  assert.equal(readConfig({ HOST: '::1', PORT: '9000' }, []).publicUrl, 'http://localhost:9000')
  assert.equal(readConfig({ HOST: '2001:db8::1', PORT: '9000' }, []).publicUrl, 'http://[2001:db8::1]:9000')
  assert.equal(readConfig({ PUBLIC_URL: 'https://city.example/' }, []).publicUrl, 'https://city.example')
})

test('a node names itself to other brokers by its address, unless it is given a name', () => {
  assert.equal(readConfig({ PORT: '9000' }, []).nodeAlias, 'localhost-9000')
  assert.equal(readConfig({ PUBLIC_URL: 'https://city.example/', NODE_ALIAS: 'city' }, []).nodeAlias, 'city')
  assert.throws(() => readConfig({ NODE_ALIAS: 'a b' }, []), /NODE_ALIAS/)
})

test('the hosts of @contexts are names with commas between', () => {
  assert.deepEqual(readConfig({}, []).contextHosts, [])
  assert.deepEqual(readConfig({ CONTEXT_HOSTS: 'A.org, *.b.org' }, []).contextHosts, ['a.org', '*.b.org'])
})

test('the past is kept for as many days as a type is given, or for ever', () => {
  assert.deepEqual([...readConfig({}, []).historyRetention], [])
  const { historyRetention } = readConfig({ HISTORY_RETENTION: 'WaterObserved=400d, *=3650d' }, [])
  assert.deepEqual(
    [...historyRetention],
    [
      ['WaterObserved', 400],
      ['*', 3650],
    ],
  )
  for (const wrong of ['A=0d', 'A=1', 'A', 'A=1d,A=2d', 'A=1d,'])
    assert.throws(() => readConfig({ HISTORY_RETENTION: wrong }, []), /HISTORY_RETENTION/, wrong)
})

test('codes are carried by what is set, and what they are told to is reached in secret', () => {
  assert.deepEqual(readConfig({}, []).carriers, {})
  const mail = { MAIL_URL: 'smtps://me:secret@mail.example', MAIL_FROM: 'codes@city.example' }
  const { carriers } = readConfig({ ...mail, SMS_URL: 'https://gateway.example/send', SMS_TOKEN: 't' }, [])
  assert.deepEqual(carriers, {
    mail: { url: mail.MAIL_URL, from: mail.MAIL_FROM },
    sms: { url: 'https://gateway.example/send', token: 't', body: '{"to":"{to}","text":"{text}"}' },
  })
  const wrong = (env: Record<string, string>, word: RegExp) => assert.throws(() => readConfig(env, []), word)
  wrong({ MAIL_URL: 'https://mail.example', MAIL_FROM: 'a@b.c' }, /MAIL_URL/)
  wrong({ MAIL_URL: 'smtp://mail.example' }, /MAIL_FROM/)
  wrong({ SMS_URL: 'http://gateway.example' }, /SMS_URL must be reached over https/)
  wrong({ SMS_URL: 'https://gateway.example', SMS_BODY: 'text={text}' }, /SMS_BODY/)
  wrong({ SMS_URL: 'https://gateway.example', SMS_BODY: '{to} {text}' }, /none/)
  assert.ok(readConfig({ SMS_URL: 'http://127.0.0.1:9/' }, []).carriers.sms)
})

test('where systems of departments may be and where keys come from is said once, and not in two ways', () => {
  const usual = readConfig({ DATA_DIR: '/d' }, [])
  assert.deepEqual([usual.systemHosts, usual.dropFolder, usual.sealingKeys], [[], '/d/drop', { file: '/d/sealing.keys' }])
  const { systemHosts, sealingKeys } = readConfig(
    { SYSTEM_HOSTS: 'A.internal, *.b.internal', SEALING_KEY_COMMAND: 'vault read' },
    [],
  )
  assert.deepEqual([systemHosts, sealingKeys], [['a.internal', '*.b.internal'], { command: 'vault read' }])
  assert.throws(() => readConfig({ SYSTEM_HOSTS: 'http://a' }, []), /SYSTEM_HOSTS has http:\/\/a/)
  assert.throws(() => readConfig({ SEALING_KEY_FILE: 'a', SEALING_KEY_COMMAND: 'b' }, []), /not set together/)
})
