package db

// TableColumn is one column of a table as the database knows it.
type TableColumn struct {
	TableName  string
	Name       string
	Kind       string // as the engine writes it, in lower case
	References string // the table that its foreign key names, empty without one
	Optional   bool   // may say nothing at all
}

// Texts tells that the column holds words.
func (c TableColumn) Texts() bool {
	return c.Kind == "longtext" || c.Kind == "mediumtext" || c.Kind == "text" || c.Kind == "tinytext" || c.Kind == "varchar" || c.Kind == "char"
}

// Whole tells that the column holds whole numbers.
func (c TableColumn) Whole() bool {
	return c.Kind == "integer" || c.Kind == "bigint" || c.Kind == "int"
}

// Bytes tells that the column holds bytes, such as something sealed.
func (c TableColumn) Bytes() bool {
	switch c.Kind {
	case "blob", "longblob", "mediumblob", "tinyblob", "varbinary", "binary":
		return true
	}
	return false
}

// Schema lists every column of every table, so that what must hold for all tables holds for one that is
// made tomorrow: the copy of everything that is held on a person. It tells nothing of what is in them.
//
// It is read once and kept: only a migration changes it, and that stands before the house.
func Schema(tx *Tx) ([]TableColumn, error) {
	if kept := tx.house.schema.Load(); kept != nil {
		return *kept, nil
	}
	read, err := readSchema(tx)
	if err == nil {
		tx.house.schema.Store(&read)
	}
	return read, err
}

const (
	sqliteColumns = `SELECT m.name AS table_name, c.name, LOWER(c.type) AS kind, CASE WHEN c."notnull" = 0 THEN 1 ELSE 0 END AS optional,
			COALESCE((SELECT f."table" FROM pragma_foreign_key_list(m.name) f WHERE f."from" = c.name), '') AS "references"
			FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE {shared} AND m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
	// In two readings and not joined: MariaDB goes through all databases of the server for the second
	// table of a join, and ends the statement when one of them is thrown away meanwhile.
	serverColumns = `SELECT c.table_name AS table_name, c.column_name AS name, LOWER(c.data_type) AS kind, CASE WHEN c.is_nullable = 'YES' THEN 1 ELSE 0 END AS optional FROM information_schema.columns c
			WHERE {shared} AND c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position`
	serverLinks = `SELECT k.table_name AS table_name, k.column_name AS name, k.referenced_table_name AS target FROM information_schema.key_column_usage k
			WHERE {shared} AND k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL`
)

func readSchema(tx *Tx) ([]TableColumn, error) {
	if tx.house.Engine == SQLite {
		return Report[TableColumn](tx, sqliteColumns)
	}
	columns, err := Report[TableColumn](tx, serverColumns)
	if err != nil {
		return nil, err
	}
	links, err := Report[struct{ TableName, Name, Target string }](tx, serverLinks)
	if err != nil {
		return nil, err
	}
	target := make(map[Pointer]string, len(links))
	for _, l := range links {
		target[Pointer{l.TableName, l.Name}] = l.Target
	}
	for i, c := range columns {
		columns[i].References = target[Pointer{c.TableName, c.Name}]
	}
	return columns, nil
}
