"""RDF: the ontology read into a vocabulary, and the knowledge base written as a data set.

The only package that knows the RDF engines. It never makes RDF from the NetworkX graph, nor the other way.
"""
