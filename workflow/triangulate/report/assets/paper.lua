-- What pandoc's own writers leave out: alternative texts, and the few classes that the report gives its blocks.

local function typst_text(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

-- Typst's writer drops the alternative text of an image, which a tagged PDF needs.
function Figure(figure)
  if FORMAT ~= 'typst' then return nil end
  local image = figure.content[1].content[1]
  local label = figure.identifier ~= '' and (' <' .. figure.identifier .. '>') or ''
  local alt = pandoc.utils.stringify(image.caption)
  local blocks = pandoc.List {
    pandoc.RawBlock('typst', '#figure(drawing(' .. typst_text(image.src) .. ', ' .. typst_text(alt) .. '), caption: ['),
  }
  blocks:extend(figure.caption.long)
  blocks:insert(pandoc.RawBlock('typst', '])' .. label))
  return blocks
end

function Image(image)
  if FORMAT == 'docx' then image.src = image.src:gsub('%.svg$', '.png') end
  return image
end

-- Blocks of these classes are functions of the typst template; Word takes the style of the same name by custom-style.
local functions = { 'note', 'pair', 'kept', 'definition' }
local banner = nil

-- Everything else that the page puts into sections and divisions is let out: typst keeps a heading with what follows, and a
-- table with its heading, only where both stand in the same block.
function Div(div)
  if div.classes:includes 'newpage' then
    if FORMAT == 'typst' then return pandoc.RawBlock('typst', '#pagebreak(weak: true)') end
    return pandoc.RawBlock('openxml', '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
  end
  if div.classes:includes 'banner' then
    banner = FORMAT == 'typst' and div.content or { div }
    return {}
  end
  if FORMAT ~= 'typst' then return nil end
  for _, class in ipairs(functions) do
    if div.classes:includes(class) then
      local blocks = pandoc.List { pandoc.RawBlock('typst', '#' .. class .. '[') }
      blocks:extend(div.content)
      blocks:insert(pandoc.RawBlock('typst', ']'))
      return blocks
    end
  end
  return div.content
end

-- A term and what it means stand in one paragraph; two lines for each would fill pages.
function DefinitionList(list)
  if FORMAT ~= 'typst' then return nil end
  local blocks = pandoc.List {}
  for _, item in ipairs(list.content) do
    local words = pandoc.List { pandoc.Strong(item[1]), pandoc.RawInline('typst', '#h(0.8em)') }
    words:extend(pandoc.utils.blocks_to_inlines(item[2][1]))
    blocks:insert(pandoc.RawBlock('typst', '#entry['))
    blocks:insert(pandoc.Plain(words))
    blocks:insert(pandoc.RawBlock('typst', ']'))
  end
  return blocks
end

-- What must not be overlooked stands on the title page.
function Pandoc(document)
  if FORMAT == 'docx' then
    document.meta.abstract = banner and pandoc.MetaBlocks(banner)
    document.meta['abstract-title'] = pandoc.MetaString('')
    document.blocks:insert(1, pandoc.RawBlock('openxml', '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'))
  elseif banner then
    document.meta.banner = pandoc.MetaBlocks(banner)
  end
  return document
end
