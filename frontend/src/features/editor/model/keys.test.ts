import { expect, test } from 'vitest'
import { commandOf, tabbed, type Pressed } from './keys'

const press = (key: string, code = '', more: Partial<Pressed> = {}): Pressed => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

test('arrows move by one and by ten, with Alt they resize', () => {
  expect(commandOf(press('ArrowLeft'))).toEqual({ do: 'move', x: -1, y: 0 })
  expect(commandOf(press('ArrowDown', '', { shiftKey: true }))).toEqual({ do: 'move', x: 0, y: 10 })
  expect(commandOf(press('ArrowRight', '', { altKey: true }))).toEqual({ do: 'resize', x: 1, y: 0 })
})

test('a Russian keyboard does the same', () => {
  expect(commandOf(press('я', 'KeyZ', { ctrlKey: true }))).toEqual({ do: 'undo' })
  expect(commandOf(press('Я', 'KeyZ', { metaKey: true, shiftKey: true }))).toEqual({ do: 'redo' })
  expect(commandOf(press('х', 'BracketLeft'))).toEqual({ do: 'order', by: -1 })
  expect(commandOf(press('к', 'KeyR'))).toEqual({ do: 'turn' })
})

test('what belongs to the browser stays its own', () => {
  expect(commandOf(press('r', 'KeyR', { ctrlKey: true }))).toBeNull()
  expect(commandOf(press('Tab', 'Tab'))).toBeNull()
  expect(commandOf(press('a', 'KeyA'))).toBeNull()
})

test('Tab walks through the layers and out at either end', () => {
  const ids = ['a', 'b']
  expect([tabbed(ids, null, 1), tabbed(ids, 'a', 1), tabbed(ids, 'b', 1)]).toEqual(['a', 'b', null])
  expect([tabbed(ids, null, -1), tabbed(ids, 'a', -1)]).toEqual(['b', null])
})
