-- Uses backendctl as a user of Neovim does, and writes what came of it to the file RESULT. Neovim 0.7 and later run it.
local result = {}
local folder = vim.env.FOLDER

local function path(name) return folder .. '/' .. name end

local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n') .. '\n' end

local function await(what, holds)
  if not vim.wait(20000, holds, 20) then error('waited too long for ' .. what) end
end

-- The set-up is that of docs/editor.md.
vim.cmd('filetype on')
dofile(vim.lsp.config and vim.env.CONFIG or vim.env.OLDER_CONFIG)
vim.cmd('cd ' .. folder)

local function open(name)
  vim.cmd('edit ' .. path(name))
  await('the server', function()
    local clients = vim.lsp.get_active_clients()
    return clients[1] and clients[1].initialized and vim.lsp.buf_is_attached(0, clients[1].id)
  end)
end

local function request(method, params)
  local answers, err = vim.lsp.buf_request_sync(0, method, params, 20000)
  for _, answer in pairs(answers or {}) do
    if answer.error then error(method .. ': ' .. answer.error.message) end
    return answer.result
  end
  error(method .. ': no answer: ' .. tostring(err))
end

-- at puts the cursor on the first character of a word.
local function at(word)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search('\\V' .. word, 'c') > 0, word .. ' is not in the text')
  return vim.lsp.util.make_position_params()
end

local function run()
  open('web.yaml')
  await('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
  result.diagnostics = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(result.diagnostics, (d.lnum + 1) .. ':' .. (d.col + 1) .. ' ' .. tostring(d.code))
  end

  result.hover = request('textDocument/hover', at('port')).contents.value

  at('http:')
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {} }
  for _, action in ipairs(request('textDocument/codeAction', params)) do
    if action.isPreferred then
      result.action = action.title
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
    end
  end
  result.fixed = text()
  await('no diagnostics', function() return #vim.diagnostic.get(0) == 0 end)

  vim.lsp.util.apply_text_edits(request('textDocument/formatting', vim.lsp.util.make_formatting_params()), 0, 'utf-16')
  result.formatted = text()

  vim.api.nvim_buf_set_lines(0, -1, -1, false, { '    - ' })
  params = vim.lsp.util.make_position_params()
  params.position = { line = vim.fn.line('$') - 1, character = 6 }
  local items = request('textDocument/completion', params)
  result.completion = {}
  for _, item in ipairs(items.items) do table.insert(result.completion, item.label) end
  vim.api.nvim_buf_set_lines(0, -2, -1, false, {})

  params = at('web\\$')
  params.newName = 'shop'
  vim.lsp.util.apply_workspace_edit(request('textDocument/rename', params), 'utf-16')
  result.renamed = text()
  vim.cmd('silent wall')
  open('route.yaml')
  result.route = text()
  result.definition = request('textDocument/definition', at('shop\\$'))[1].uri
end

local ok, err = pcall(run)
if not ok then result.error = tostring(err) end
local file = io.open(vim.env.RESULT, 'w')
file:write(vim.json and vim.json.encode(result) or vim.fn.json_encode(result))
file:close()
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.wait(500, function() return #vim.lsp.get_active_clients() == 0 end)
vim.cmd('qall!')
