export * from '@fairlead/vue'
