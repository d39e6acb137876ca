export { connectQueries } from '@fairlead/query'
