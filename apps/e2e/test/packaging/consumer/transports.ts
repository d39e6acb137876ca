import { type Client, createClient } from '@fairlead/core'
import { axiosTransport } from '@fairlead/core/axios'
import { kyTransport } from '@fairlead/core/ky'
import { xhrTransport } from '@fairlead/core/xhr'
import { create } from 'axios'
import ky from 'ky'

const transports = [axiosTransport(create()), kyTransport(ky.create({})), xhrTransport()]

export const clients: Client[] = transports.map((transport) =>
  createClient({ baseUrl: 'https://harbour.example/api', transport }),
)
