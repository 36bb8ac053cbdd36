-- What a user of Neovim does: look, edit, ask, act. Says what they see, one JSON document on stdout.
local seen = {}

local function shown(count)
  vim.wait(60000, function() return #vim.diagnostic.get(0) == count end, 20)
  return vim.tbl_map(function(one)
    return { one.lnum, one.col, one.severity, one.code, one.source, one.message }
  end, vim.diagnostic.get(0))
end

local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 60000) or {}) do
    if answer.result then return answer.result end
  end
end

local ok, problem = pcall(function()
  seen.opened = shown(1)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# é🔑", "" })
  vim.wait(60000, function() return (vim.diagnostic.get(0)[1] or {}).lnum == 3 end, 20)
  seen.moved = shown(1)
  local line = seen.moved[1][1]
  vim.api.nvim_win_set_cursor(0, { line + 1, seen.moved[1][2] + 1 })
  seen.hover = ask("textDocument/hover", vim.lsp.util.make_position_params(0, "utf-16")).contents.value
  local params = vim.lsp.util.make_range_params(0, "utf-16")
  params.context = { diagnostics = {} }
  for _, action in ipairs(ask("textDocument/codeAction", params)) do
    if action.title:find("^Ignore") then
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
  seen.silent = shown(0)
  seen.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
end)
seen.problem = not ok and tostring(problem) or nil
io.stdout:write(vim.fn.json_encode(seen))
vim.cmd("qa!")
