import ts from 'typescript'

/** The tree of a module. */
export function parsed(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS)
}

/** What the compiler cannot read of a module. */
export function syntaxErrors(source: ts.SourceFile): string[] {
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }
  return parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

/** A call in generated code, read as data. */
export interface CallData {
  readonly call: string
  readonly args: readonly unknown[]
}

/** The constants of a module: name and value, with calls as data. @throws for an expression that no generated module has */
export function constantsOf(source: ts.SourceFile): Map<string, unknown> {
  const constants = new Map<string, unknown>()
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || !initializer) throw new Error(`strange constant ${name.getText()}`)
      constants.set(name.text, valueOf(initializer))
    }
  }
  return constants
}

function valueOf(node: ts.Expression): unknown {
  if (ts.isStringLiteral(node)) return node.text
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken)
    return -(valueOf(node.operand) as number)
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false
  if (node.kind === ts.SyntaxKind.NullKeyword) return null
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf)
  if (ts.isAsExpression(node)) return valueOf(node.expression)
  if (ts.isIdentifier(node)) return { identifier: node.text }
  if (ts.isArrowFunction(node)) return { refs: valueOf(node.body as ts.Expression) }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    return { call: node.expression.text, args: node.arguments.map(valueOf) } satisfies CallData
  }
  if (ts.isObjectLiteralExpression(node)) return Object.fromEntries(node.properties.map(memberOf))
  throw new Error(`strange expression ${ts.SyntaxKind[node.kind]}: ${node.getText().slice(0, 100)}`)
}

function memberOf(node: ts.ObjectLiteralElementLike): [string, unknown] {
  if (ts.isSpreadAssignment(node)) return [`...${node.expression.getText()}`, true]
  if (!ts.isPropertyAssignment(node)) throw new Error(`strange member ${node.getText().slice(0, 100)}`)
  const { name } = node
  if (ts.isComputedPropertyName(name)) return [valueOf(name.expression) as string, valueOf(node.initializer)]
  if (!ts.isIdentifier(name) && !ts.isStringLiteral(name) && !ts.isNumericLiteral(name)) throw new Error('strange key')
  if (name.text === '__proto__') throw new Error('a key that sets the prototype')
  return [name.text, valueOf(node.initializer)]
}
