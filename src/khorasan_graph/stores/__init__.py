"""SPARQL 1.1 stores elsewhere: the data set put into one, and questions asked of one.

The only part that uses the network, and only where the command's words say so (`publish --to`, `query --endpoint`).

`addresses` where a store is, and who we are to it; `client` one request and all that can become of it;
`graphs` the Graph Store Protocol; `publishing` the data set replaced as a whole; `asking` the query protocol.
"""
