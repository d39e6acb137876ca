export { openTabs } from './tabs/open-tabs.ts'
export type { TabOptions, Tabs } from './tabs/open-tabs.ts'
export type { PageWork, TabContext, TabPage } from './tabs/page.ts'
