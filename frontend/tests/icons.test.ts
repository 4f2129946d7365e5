import { expect, test } from 'vitest'
import { apart } from '../vite.icons'

test('every icon is asked for by itself, under the name that the code gave it', () => {
  const code = `import { mdiClose, mdiEye as eye } from "@mdi/js";\nimport { ref } from 'vue'`
  expect(apart(code)).toBe(
    "import { mdiClose } from '@mdi/js/one/mdiClose'; import { mdiEye as eye } from '@mdi/js/one/mdiEye';" +
      "\nimport { ref } from 'vue'",
  )
  expect(apart("import {\n  mdiA,\n  mdiB,\n} from '@mdi/js'")).toContain("mdiB } from '@mdi/js/one/mdiB';")
})
