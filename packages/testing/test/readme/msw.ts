import { get } from '@fairlead/core'
import { handlersFor } from '@fairlead/testing/msw'
import { setupServer } from 'msw/node'
import * as z from 'zod'

const tides = { next: get('/tides/next', { responses: { 200: z.object({ at: z.string() }) } }) }
const server = setupServer(
  ...handlersFor({ tides }, { tides: { next: { at: '06:12' } } }, { baseUrl: 'https://harbour.example' }),
)
server.listen()

const response = await fetch('https://harbour.example/tides/next')
console.log(response.status, await response.json())

server.close()
